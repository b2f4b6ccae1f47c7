"""Values of a settings object, whose types are never what they should be until looked at."""

from collections.abc import Iterable, Mapping
from typing import Any

from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.traces import Traces

_TEXTS = 4096  # texts of one file that are looked at
_NESTED = 32  # levels


def text(values: Mapping[str, Any], *keys: str) -> str:
    """The first of `keys` that holds a text; empty where none does."""
    for key in keys:
        value = values.get(key)
        if isinstance(value, str) and value:
            return value[:TEXT_LENGTH]
    return ""


def whole(values: Mapping[str, Any], *keys: str) -> int | None:
    """The first of `keys` that holds a whole number that is not negative."""
    for key in keys:
        value = values.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
    return None


def number(values: Mapping[str, Any], *keys: str) -> str:
    """The first of `keys` that holds a number, as text; empty where none does."""
    for key in keys:
        value = values.get(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return format(value, ".6g") if isinstance(value, float) else str(value)[:TEXT_LENGTH]
    return ""


def part(values: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The first of `keys` that holds an object; empty where none does."""
    for key in keys:
        value = values.get(key)
        if isinstance(value, dict):
            return value
    return {}


def items(values: Mapping[str, Any], key: str) -> list[Any]:
    """The list that `key` holds; empty where it holds another thing."""
    value = values.get(key)
    return value if isinstance(value, list) else []


def texts(values: Iterable[Any]) -> list[str]:
    """The texts among `values`, as many as a report shows."""
    found = [one[:TEXT_LENGTH] for one in values if isinstance(one, str)]
    return found[:LIST_LENGTH]


def short(value: Any) -> str:
    """One plain value as text; lists and objects only as how many items they have."""
    match value:
        case str():
            return value[:TEXT_LENGTH]
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case float():
            return format(value, ".6g")
        case list() | dict():
            return f"{len(value)} items"
        case _:
            return str(value)[:TEXT_LENGTH]


def plain(values: Mapping[str, Any], known: Iterable[str] = ()) -> dict[str, str]:
    """The pairs with a plain value that is not empty, without those of `known`: a sample."""
    leave = frozenset(known)
    found: dict[str, str] = {}
    for key, value in values.items():
        if len(found) >= LIST_LENGTH:
            break
        if key not in leave and value not in (None, "", [], {}):
            if isinstance(value, list) and len(value) <= 8 and not _nested(value):
                found[key[:TEXT_LENGTH]] = ", ".join(map(short, value))[:TEXT_LENGTH]
            elif not isinstance(value, (list, dict)):
                found[key[:TEXT_LENGTH]] = short(value)
    return found


def _nested(value: list[Any]) -> bool:
    return any(isinstance(one, (list, dict)) for one in value)


def argument_pairs(arguments: list[Any]) -> dict[str, str]:
    """The values of a program's arguments by their names: `--data`, `/mnt/corpus`."""
    words = texts(arguments)
    found: dict[str, str] = {}
    for name, value in zip(words, (*words[1:], ""), strict=False):
        if name.startswith("-"):
            key, equals, rest = name.partition("=")
            found[key] = rest if equals else value
    return found


def trace(values: Any, traces: Traces) -> Traces:
    """Give all texts in `values` to `traces`, each with the key that it stands under."""
    left = _TEXTS
    level: list[tuple[str, Any]] = [("", values)]
    for _ in range(_NESTED):
        below: list[tuple[str, Any]] = []
        for key, value in level:
            if isinstance(value, str):
                left -= 1
                traces.add(value, key)
            elif isinstance(value, dict):
                below += [(str(name), one) for name, one in _first(value.items())]
            elif isinstance(value, list):
                below += [(key, one) for one in _first(value)]
            if left <= 0 or len(below) > _TEXTS:
                break
        if left <= 0 or not below:
            break
        level = below
    return traces


def _first(some: Iterable[Any]) -> list[Any]:
    return [one for one, _ in zip(some, range(_TEXTS), strict=False)]
