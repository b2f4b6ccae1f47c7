"""TensorFlow SavedModel in chunks, `saved_model.cpb`: for programs larger than protobuf's 2 GiB.

Riegeli records; the last one is a ChunkMetadata: 1 version, 2 chunks{1 type, 2 size, 3 offset}, 3
message. TensorFlow's own build compresses with Brotli, which is not read here: such a file is told
as Riegeli records only.
"""

from dataclasses import dataclass

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.protobuf import LEN, VARINT, fields, message
from mediascan.reading.encodings.riegeli import PADDING, Chunk, chunks, records_of
from mediascan.reading.window import Window

_VERSION, _CHUNK, _MESSAGE = 1, 2, 3
_WIRES = {_VERSION: LEN, _CHUNK: LEN, _MESSAGE: LEN}
_TYPES = {1: "message", 2: "bytes"}
_LARGEST = 8 * MIB  # bytes of the last chunk
_MOST = 1 << 16


@dataclass(frozen=True, slots=True)
class _Part:
    """One record of the program, as the metadata has it."""

    kind: str
    size: int
    offset: int


def examine(window: Window) -> Finding | None:
    try:
        every = [one for one in chunks(window) if one.kind != PADDING]
        parts = _read(Window.over(records_of(window, every[-1], _LARGEST)[-1])) if every else []
    except (InputFault, IndexError):
        return None
    if not parts:
        return None
    faults = _faults(parts, every)
    facts = Facts(
        framework="TensorFlow",
        declared_bytes=sum(one.size for one in parts),
        member_count=len(parts),
        members=[f"{one.kind}, {one.size} bytes" for one in parts[:LIST_LENGTH]],
    )
    return Finding(
        "tf_saved_model_cpb",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(every[-1].at, 64, "last chunk: where the parts of the program are"),),
        tuple(faults),
    )


def _read(window: Window) -> list[_Part]:
    """The parts that a ChunkMetadata, all of `window`, lists."""
    parts = []
    for one in fields(window, _MOST):
        if _WIRES.get(one.number) != one.wire or one.missing:
            raise Malformed(f"field {one.number} in the metadata of chunks")
        if one.number == _CHUNK:
            values = {part.number: part for part in fields(message(window, one), 8)}
            if not values.keys() <= {1, 2, 3} or any(p.wire != VARINT for p in values.values()):
                raise Malformed("a chunk of another kind")
            kind, size, at = (values[n].value if n in values else 0 for n in (1, 2, 3))
            if kind not in _TYPES:
                raise Malformed(f"a chunk of type {kind}")
            parts.append(_Part(_TYPES[kind], size, at))
    return parts


def _faults(parts: list[_Part], every: list[Chunk]) -> list[Fault]:
    """Whether the parts are what the records of the file come to."""
    declared, decoded = sum(one.size for one in parts), sum(one.decoded for one in every[:-1])
    starts = {one.at for one in every}
    if declared > decoded + every[-1].decoded:
        text = f"{declared} bytes of parts in {decoded} bytes of records"
        return [Fault(FaultKind.MALFORMED, text)]
    if parts[0].offset not in starts:
        return [Fault(FaultKind.MALFORMED, f"no chunk at {parts[0].offset} for a part")]
    return []


FORMAT = Format(
    id="tf_saved_model_cpb",
    title="TensorFlow SavedModel in chunks",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/tools/proto_splitter/chunk.proto",
    examine=examine,
    refines="riegeli",
    suffixes=(".cpb",),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
