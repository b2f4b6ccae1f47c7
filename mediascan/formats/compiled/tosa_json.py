"""TOSA graph as JSON, as flatc writes it: {version, regions: [{name, blocks: [...]}]}.

Block: {name, operators: [{op, inputs, outputs}], tensors: [{name, shape, type, data}], inputs,
outputs}. Older versions have the blocks without regions.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.graphs.json_nodes import (
    count_kinds,
    objects,
    say_kinds,
    shape_of,
    with_weights,
)
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, text, texts, whole
from mediascan.reading.window import Window

_WORDS = (b'"_major"', b'"regions"')
_VERSION = ("_major", "_minor", "_patch")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    blocks = _blocks(settings.values)
    operators = [one for block in blocks for one in objects(block.get("operators"))]
    counted, version = count_kinds(operators, "op"), part(settings.values, "version")
    if not counted or not version:
        return None
    facts = Facts(version=".".join(str(whole(version, key) or 0) for key in _VERSION))
    say_kinds(counted, facts)
    facts["inputs"], facts["outputs"] = (
        texts(_ends(blocks, "inputs")),
        texts(_ends(blocks, "outputs")),
    )
    tally = TensorTally()
    for block in blocks:
        for one in objects(block.get("tensors")):
            if data := items(one, "data"):
                kind, shape = text(one, "type"), shape_of(one.get("shape"))
                tally.add(text(one, "name"), kind, shape, size=len(data))
    if tally.count:
        tally.say(facts, whole=not settings.faults)
    found = describe("tosa_json", window, settings, facts, _WORDS)
    return with_weights(found, holds=tally.count > 0)


def _blocks(values: dict[str, Any]) -> list[dict[str, Any]]:
    regions = objects(values.get("regions")) or [values]
    return [block for one in regions for block in objects(one.get("blocks"))]


def _ends(blocks: list[dict[str, Any]], key: str) -> list[Any]:
    return items(blocks[0], key) if blocks else []


FORMAT = Format(
    id="tosa_json",
    title="TOSA graph as JSON",
    kind=Kind.CONFIG,
    reference="https://git.mlplatform.org/tosa/serialization_lib.git/tree/schema/tosa.fbs",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
