"""Graphs that are JSON objects: nodes with a type, lists of sizes, and what is told of them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.settings.values import text

_KINDS = 4096  # told apart
_DIMENSIONS = 64


def objects(values: Any) -> list[dict[str, Any]]:
    """The objects in a list, or those that an object holds by name."""
    match values:
        case dict():
            some: Iterable[Any] = values.values()
        case list():
            some = values
        case _:
            some = ()
    return [one for one in some if isinstance(one, dict)]


def count_kinds(nodes: Iterable[dict[str, Any]], *keys: str) -> dict[str, int]:
    """How often each type occurs; it stands under the first of `keys` that is there."""
    counted: dict[str, int] = {}
    for one in nodes:
        name = text(one, *keys)
        if name and (name in counted or len(counted) < _KINDS):
            counted[name] = counted.get(name, 0) + 1
    return counted


def say_kinds(counted: dict[str, int], facts: Facts) -> None:
    """Tell how many nodes there are, and the types that are used most."""
    facts["node_count"] = sum(counted.values())
    top = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    facts["operators"] = dict(top[:LIST_LENGTH])


def shape_of(value: Any) -> list[int]:
    """A list of sizes; empty where it holds another thing. protobuf writes sizes as text."""
    some = value[:_DIMENSIONS] if isinstance(value, list) else []
    sizes = [int(one) if isinstance(one, str) and one.isdecimal() else one for one in some]
    fine = all(type(one) is int and 0 <= one < 1 << 63 for one in sizes)
    return sizes if fine else []


def names_of(values: Any, key: str = "name") -> list[str]:
    """The names of the objects in `values`, as many as a report shows."""
    return [name for one in objects(values)[:LIST_LENGTH] if (name := text(one, key))]


def with_weights(finding: Finding, *, holds: bool) -> Finding:
    """`finding` as one of a checkpoint, where the graph holds its numbers."""
    return replace(finding, kind=Kind.CHECKPOINT) if holds else finding
