"""A model of MegEngine (.mge): u32 size and a FlatBuffer "mgv2", which ends with the file.

Before version 1.10: "MGBC" or "MGBS", 4 zero bytes, u64 bytes of tensors, these, u32 size and a
FlatBuffer "mgb1". "mgbtest0" and u32 stand before a model that brings inputs to test it with.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.megengine.graph import VERSIONS, Graph
from mediascan.reading.window import Window

_TEST = b"mgbtest0"
_OLD = (b"MGBC\0\0\0\0", b"MGBS\0\0\0\0")
_OLDEST = (b"mgb0001", b"mgb0000a")


def examine(window: Window) -> Finding | None:
    at = 12 if window.has(_TEST, 0) else 0
    if any(window.has(magic, 0) for magic in _OLDEST):
        return _bare(window, Facts(framework="MegEngine", version=window.read(0, 7).decode()))
    inside = any(window.has(magic, at) for magic in _OLD)
    if inside:
        cursor = window.cursor(at + 8)
        place = cursor.number("Q") + cursor.at
    else:
        place = at
    identifier = window.upto(place + 8, 4)
    if identifier not in VERSIONS:
        if not inside:
            return None
        raise Malformed(f"no graph at byte {place}")
    size = window.cursor(place).number("I")
    graph = Graph(VERSIONS[identifier])
    graph.facts["version"] = identifier.decode()
    faults: list[Fault] = []
    end = place + 4 + size
    try:
        graph.read(window.cut(place + 4, min(size, window.size - place - 4)))
    except InputFault as bad:
        if not inside and end != window.size and not graph.node_count:
            return None
        faults.append(fault_of(bad))
    faults += _size_faults(window.size - end, graph.facts, tests=at > 0)
    sure = Confidence.PARSED if faults or at else Confidence.CONSISTENT
    evidence = (
        window.evidence(0, 32, "start of the file"),
        window.evidence(place, 16, "size and identifier of the graph"),
    )
    return Finding("megengine", Kind.CHECKPOINT, sure, graph.facts, evidence, tuple(faults))


def _size_faults(behind: int, facts: Facts, *, tests: bool) -> list[Fault]:
    if behind < 0:
        facts["missing_bytes"] = -behind
        return [Fault(FaultKind.TRUNCATED, f"{-behind} bytes of the graph are missing")]
    if behind and not tests:
        facts["trailing_bytes"] = behind
        return [Fault(FaultKind.MALFORMED, f"{behind} bytes behind the graph")]
    return []


def _bare(window: Window, facts: Facts) -> Finding:
    evidence = (window.evidence(0, 16, "magic"),)
    return Finding("megengine", Kind.CHECKPOINT, Confidence.MAGIC, facts, evidence)


FORMAT = Format(
    id="megengine",
    title="MegEngine model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/MegEngine/MegEngine/tree/master/src/serialization/impl",
    examine=examine,
    signatures=(
        Signature(b"mgv2", at=8),
        *(Signature(magic) for magic in (*_OLD, *_OLDEST, _TEST)),
    ),
    suffixes=(".mge",),
    limits=Limits(total=256 * MIB, seconds=20.0),
)
