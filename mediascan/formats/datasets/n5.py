"""N5: `attributes.json` of an array or of a group, from which Zarr came; it is common in imaging.

An array has `dimensions` (the fastest first), `blockSize`, `dataType` and `compression`; the root
of a store has `n5`, its version. The blocks are files without a magic.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window
from mediascan.reading.zarr.arrays import Array, Arrays, lengths, say_one

_LONGEST = 16 * MIB  # bytes of JSON
_ARRAY = frozenset({"dimensions", "blockSize", "dataType"})
_TYPES = frozenset(f"{kind}{bits}" for kind in ("uint", "int") for bits in (8, 16, 32, 64)) | {
    *("float32", "float64", "string", "object"),
}
_OWN = _ARRAY | {"compression", "n5"}  # keys that are not what the writer said of it


def examine(window: Window) -> Finding | None:
    if window.size > _LONGEST:
        return None
    data = parse_object(window.read(0, window.size), lenient=True)
    facts = Facts()
    if isinstance(version := data.get("n5"), str):
        facts["version"] = version
    if data.keys() >= _ARRAY and data["dataType"] in _TYPES:
        say_one(facts, _array(data))
        kind = Kind.DATASET
    elif "version" in facts:
        facts["metadata"] = {"node_type": "group"}
        kind = Kind.CONTAINER
    else:
        return None
    said = Arrays()
    said.attributes({key: one for key, one in data.items() if key not in _OWN}, facts)
    said.traces.say(facts)
    shown = (window.evidence(0, 64, "start of the attributes"),)
    return Finding("n5", kind, Confidence.CONSISTENT, facts, shown)


def _array(data: dict[str, Any]) -> Array:
    """The array. Raises `Malformed` where its shape is none."""
    packed = data.get("compression", data.get("compressionType"))
    codec = packed.get("type") if isinstance(packed, dict) else packed
    codecs = (codec,) if isinstance(codec, str) and codec != "raw" else ()
    shape, block = lengths(data["dimensions"]), lengths(data["blockSize"])
    return Array(data["dataType"], shape, block, codecs)


FORMAT = Format(
    id="n5",
    title="N5 array attributes",
    kind=Kind.DATASET,
    reference="https://github.com/saalfeldlab/n5#file-system-specification",
    examine=examine,
    signatures=tuple(Signature(start) for start in (b'{"', b"{\n", b"{\r", b"{ ")),
    suffixes=(".json",),
    words=(b'"blockSize"', b'"n5"'),
    weak=True,
)
