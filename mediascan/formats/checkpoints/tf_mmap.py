"""TensorFlow's memory-mapped graph, `.pbmm`: regions, a directory of them, u64 where it starts.

The directory is protobuf: 1 elements{1 offset, 2 name, 3 length}. Names start with
`memmapped_package://`; the region `memmapped_package://.` is the graph, the others are its weights.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.protobuf import LEN, VARINT, fields, message
from mediascan.reading.tensorflow.graph import Graph
from mediascan.reading.tensorflow.nodes import text_of
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_PREFIX = "memmapped_package://"
_GRAPH = _PREFIX + "."
_MOST = 1 << 13  # regions
_SMALLEST = 32  # bytes of a file with one region


@dataclass(slots=True)
class _Directory:
    """The regions of a file, by name."""

    regions: dict[str, tuple[int, int]] = field(default_factory=dict)  # offset and length


def look(_head: bytes, tail: bytes, size: int) -> bool:
    """Whether the last number says where in the file the directory starts."""
    return 0 < int.from_bytes(tail[-8:], "little") < size - 8 and size >= _SMALLEST


def examine(window: Window) -> Finding | None:
    if window.size < _SMALLEST:
        return None
    last = window.read(-8, 8)
    start = int.from_bytes(last, "little")
    if not look(b"", last, window.size) or window.read(start, 1) != b"\x0a":
        return None
    directory = _Directory()
    try:
        _read(window.cut(start, window.size - 8 - start), directory)
    except InputFault:
        return None
    if not directory.regions:
        return None
    faults: list[Fault] = []
    facts = _facts(window, directory, start, faults)
    return Finding(
        "tf_mmap",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (
            window.evidence(start, 64, "directory of the regions"),
            window.evidence(-8, 8, "where the directory starts"),
        ),
        tuple(faults),
    )


def _read(window: Window, directory: _Directory) -> None:
    for one in fields(window, _MOST):
        if one.number != 1 or one.wire != LEN or one.missing:
            raise Malformed(f"field {one.number} in a directory of regions")
        inner = message(window, one)
        offset = length = 0
        name = ""
        for part in fields(inner, 4):
            if (part.number, part.wire) == (1, VARINT):
                offset = part.value
            elif (part.number, part.wire) == (2, LEN) and not part.missing:
                name = text_of(inner, part)
            elif (part.number, part.wire) == (3, VARINT):
                length = part.value
            else:
                raise Malformed(f"field {part.number} in a region")
        if not name.startswith(_PREFIX):
            raise Malformed("a region of another name")
        directory.regions[name] = (offset, length)


def _facts(window: Window, directory: _Directory, start: int, faults: list[Fault]) -> Facts:
    facts = Facts(framework="TensorFlow")
    traces = Traces()
    graph = Graph(traces)
    offset, length = directory.regions.get(_GRAPH, (0, 0))
    try:
        graph.read(window.cut(offset, length))
    except InputFault as bad:
        faults.append(fault_of(bad, "the graph: "))
    weights = {name: size for name, (_, size) in directory.regions.items() if name != _GRAPH}
    outside = [name for name, (at, size) in directory.regions.items() if at + size > start]
    if outside:
        faults.append(Fault(FaultKind.MALFORMED, f"region {outside[0]!r:.80} leaves the file"))
    graph.say(facts)
    if graph.inputs:
        facts["inputs"] = graph.inputs
    facts["declared_bytes"] = sum(weights.values())
    facts["member_count"] = len(directory.regions)
    facts["members"] = list(directory.regions)[:LIST_LENGTH]
    traces.say(facts)
    return facts


FORMAT = Format(
    id="tf_mmap",
    title="TensorFlow memory-mapped graph",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/memmapped_file_system.proto",
    examine=examine,
    signatures=(Signature(b"\0\0\0", at=-3),),  # of the directory's place, below 2**40
    suffixes=(".pbmm",),
    weak=True,
    look=look,
    limits=Limits(total=256 * MIB, depth=32, seconds=30.0),
)
