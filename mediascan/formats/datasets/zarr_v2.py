"""Zarr 2: the JSON beside the chunks of an array. `.zarray` tells one, `.zmetadata` all of a store.

`.zgroup` says only that its folder is a group. The chunks have no header of their own.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window
from mediascan.reading.zarr.arrays import Arrays, old_array, say_one

_LONGEST = 16 * MIB  # bytes of JSON
_ARRAY = frozenset({"shape", "chunks", "dtype", "compressor", "fill_value", "order"})


def examine(window: Window) -> Finding | None:
    if window.size > _LONGEST:
        return None
    data = parse_object(window.read(0, window.size), lenient=True)
    facts = Facts(version="2")
    if data.get("zarr_format") == 2 and data.keys() >= _ARRAY:
        say_one(facts, old_array(data))
        return _finding(window, Kind.DATASET, facts)
    if data == {"zarr_format": 2}:
        facts["metadata"] = {"node_type": "group"}
        return _finding(window, Kind.CONTAINER, facts)
    inside = data.get("metadata")
    if data.get("zarr_consolidated_format") != 1 or not isinstance(inside, dict):
        return None
    found = Arrays()
    faults = [fault for path, one in inside.items() if (fault := _take(found, facts, path, one))]
    found.say(facts)
    kind = Kind.CHECKPOINT if found.is_model else Kind.DATASET
    return _finding(window, kind, facts, tuple(faults[:4]))


def _take(found: Arrays, facts: Facts, path: str, one: Any) -> Fault | None:
    """Take one entry of the consolidated metadata."""
    folder, _, name = path.rpartition("/")
    if name == ".zattrs":
        found.attributes(one, facts)
    elif name == ".zarray" and isinstance(one, dict):
        try:
            found.add(folder, old_array(one))
        except InputFault as bad:
            return fault_of(bad, f"{path:.80}: ")
    return None


def _finding(window: Window, kind: Kind, facts: Facts, faults: tuple[Fault, ...] = ()) -> Finding:
    sure = Confidence.PARSED if faults else Confidence.CONSISTENT
    shown = (window.evidence(0, 64, "start of the metadata"),)
    return Finding("zarr_v2", kind, sure, facts, shown, faults)


FORMAT = Format(
    id="zarr_v2",
    title="Zarr 2 array metadata",
    kind=Kind.DATASET,
    reference="https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html",
    examine=examine,
    signatures=tuple(Signature(start) for start in (b'{"', b"{\n", b"{\r", b"{ ")),
    suffixes=(".zarray", ".zgroup", ".zmetadata"),
    words=(b'"zarr_format": 2', b'"zarr_format":2', b'"zarr_consolidated_format"'),
    weak=True,
)
