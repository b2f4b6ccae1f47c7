"""A checkpoint of MindSpore (.ckpt): protobuf, one value a parameter, without a magic.

The first value must be whole in each field, its type one that MindSpore knows by name, and the
values follow each other to the last byte; behind them there may be "crc_num" and 10 bytes.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.mindspore.checkpoint import TYPES, Checkpoint
from mediascan.reading.window import Window

_TYPED = tuple(b"\x12" + bytes((len(name),)) + name.encode() for name in TYPES)
_CRC = b"crc_num"
_CRC_BYTES = len(_CRC) + 10
_SPELLED = 4  # faults of one sort that are told one by one


def examine(window: Window) -> Finding | None:
    if window.upto(0, 1) != b"\x0a" or not any(map(window.upto(0, 1280).__contains__, _TYPED)):
        return None
    found = Checkpoint()
    facts = Facts(framework="MindSpore")
    faults: list[Fault] = []
    checked = window.has(_CRC, -_CRC_BYTES)
    try:
        found.read(window.cut(0, window.size - _CRC_BYTES) if checked else window)
    except InputFault as bad:
        if found.missing:
            facts["missing_bytes"] = found.missing
        elif found.count:
            facts["trailing_bytes"] = window.size - found.end
        faults.append(fault_of(bad, f"behind {found.count} values: "))
    if not found.tally.count or (faults and found.count < 2):
        return None
    found.say(facts, whole=not found.missing)
    if checked:
        code = int.from_bytes(window.read(-10, 10), "big")
        facts["metadata"] = {**facts.get("metadata", {}), "crc32": f"{code:08x}"}
    faults += [Fault(FaultKind.MALFORMED, text) for text in found.wrong[:_SPELLED]]
    sure = Confidence.PARSED if faults else Confidence.CONSISTENT
    evidence = (window.evidence(0, 64, "first value: tag, dims, type"),)
    return Finding("mindspore_checkpoint", Kind.CHECKPOINT, sure, facts, evidence, tuple(faults))


FORMAT = Format(
    id="mindspore_checkpoint",
    title="MindSpore checkpoint",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/mindspore-ai/mindspore/blob/master/mindspore/ccsrc/utils/checkpoint.proto",
    examine=examine,
    signatures=(Signature(b"\x0a"),),
    suffixes=(".ckpt",),
    words=_TYPED,
    weak=True,
    limits=Limits(total=1024 * MIB, reads=1_000_000, seconds=60.0),
)
