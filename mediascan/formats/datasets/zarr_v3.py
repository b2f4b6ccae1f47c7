"""Zarr 3: `zarr.json`, which tells an array or a group; a group's may tell all that is below it.

Chunks are files without a header, or parts of a shard whose index stands at its end.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window
from mediascan.reading.zarr.arrays import Arrays, new_array, say_one

_LONGEST = 16 * MIB  # bytes of JSON


def examine(window: Window) -> Finding | None:
    if window.size > _LONGEST:
        return None
    data = parse_object(window.read(0, window.size), lenient=True)
    node = data.get("node_type")
    if data.get("zarr_format") != 3 or node not in ("array", "group"):
        return None
    facts, found, faults = Facts(version="3"), Arrays(), list[Fault]()
    if node == "array":
        say_one(facts, new_array(data))
        found.attributes(data.get("attributes"), facts)
        found.traces.say(facts)
        return _finding(window, Kind.DATASET, facts)
    found.attributes(data.get("attributes"), facts)
    match data.get("consolidated_metadata"):
        case {"metadata": dict(inside)}:
            pass
        case _:
            found.traces.say(facts)
            return _finding(window, Kind.CONTAINER, facts)
    for path, one in inside.items():
        if not isinstance(one, dict):
            continue
        found.attributes(one.get("attributes"), facts)
        try:
            if one.get("node_type") == "array":
                found.add(path, new_array(one))
        except InputFault as bad:
            faults.append(fault_of(bad, f"{path:.80}: "))
    found.say(facts)
    kind = Kind.CHECKPOINT if found.is_model else Kind.DATASET
    return _finding(window, kind, facts, tuple(faults[:4]))


def _finding(window: Window, kind: Kind, facts: Facts, faults: tuple[Fault, ...] = ()) -> Finding:
    sure = Confidence.PARSED if faults else Confidence.CONSISTENT
    shown = (window.evidence(0, 64, "start of the metadata"),)
    return Finding("zarr_v3", kind, sure, facts, shown, faults)


FORMAT = Format(
    id="zarr_v3",
    title="Zarr 3 array metadata",
    kind=Kind.DATASET,
    reference="https://zarr-specs.readthedocs.io/en/latest/v3/core/index.html",
    examine=examine,
    signatures=tuple(Signature(start) for start in (b'{"', b"{\n", b"{\r", b"{ ")),
    suffixes=(".json",),
    words=(b'"zarr_format": 3', b'"zarr_format":3'),
    weak=True,
)
