"""How MindSpore cut a model for its devices (ckpt_strategy.ckpt): protobuf, without a magic.

ParallelStrategyMap {1 current_stage, 2 operators {1 name, 2 {1 stage, 2 {1 dims}}}, 3 layouts
{1 parameter, 2 {1 device matrix, 2 tensor map, 3 split shape, 4 offsets, 5 field, 6 and 7 shards of
the optimizer}}}. Each item must be legal, and they follow each other to the last byte.
"""

from dataclasses import dataclass, field
from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.protobuf import LEN, VARINT, fields, message, numbers, payload
from mediascan.reading.window import Window

_MOST = 1 << 17
_DIMENSIONS = 16


@dataclass(slots=True)
class _Strategy:
    """What was read so far."""

    stage: int = -1
    operators: int = 0
    parameters: list[str] = field(default_factory=list)
    layouts: int = 0
    devices: list[int] = field(default_factory=list)  # the matrix with the most devices
    optimizer_shards: int = 0


def examine(window: Window) -> Finding | None:
    if not _may_be(window.sparse(0, min(12, window.size))):
        return None
    found = _Strategy()
    faults: tuple[Fault, ...] = ()
    try:
        _read(window, found)
    except InputFault as bad:
        faults = (fault_of(bad, f"behind {found.layouts} layouts: "),)
    if not found.layouts or (faults and found.layouts < 3):
        return None
    facts = Facts(framework="MindSpore", tensor_count=found.layouts, node_count=found.operators)
    facts["metadata"] = {}
    if found.devices:
        facts["world_size"] = prod(found.devices)
        facts["metadata"]["device matrix"] = " x ".join(map(str, found.devices))
    if found.stage >= 0:
        facts["rank_coordinates"] = {"pipeline": found.stage}
    if found.optimizer_shards > 1:
        facts["metadata"]["optimizer shards"] = str(found.optimizer_shards)
    facts["members"] = found.parameters
    sure = Confidence.PARSED if faults else Confidence.CONSISTENT
    evidence = (window.evidence(0, 64, "stage and first item"),)
    return Finding("mindspore_strategy", Kind.CONFIG, sure, facts, evidence, faults)


def _may_be(head: bytes) -> bool:
    """Whether the first fields can be those of a strategy: most other files end here."""
    if head[:1] == b"\x08":
        head = head[2:] if head[1:2] < b"\x80" else head[3:]
    if head[:1] not in {b"\x12", b"\x1a"} or len(head) < 6:
        return False
    at = 2 if head[1] < 0x80 else 3
    return head[at] == 0x0A and head[at + 1] > 0


def _read(window: Window, found: _Strategy) -> None:
    for one in fields(window, _MOST):
        if (one.number, one.wire) == (1, VARINT) and one.value < 1 << 16:
            found.stage = one.value
        elif one.number in {2, 3} and one.wire == LEN:
            _item(message(window, one), one.number, found)
        else:
            raise Malformed(f"field {one.number} of type {one.wire} in a strategy")


def _item(window: Window, number: int, found: _Strategy) -> None:
    name, seen = "", 0
    for one in fields(window, 8):
        if (one.number, one.wire) == (1, LEN):
            name = payload(window, one, 1024).decode("utf-8", "backslashreplace")
        elif (one.number, one.wire) == (2, LEN):
            seen += 1
            inside = message(window, one)
            if number == 3:
                _layout(inside, found)
            else:
                _operator(inside)
        else:
            raise Malformed(f"field {one.number} of type {one.wire} in an item")
    if not name.isprintable() or not name or seen != 1:
        raise Malformed("an item without a name or what it names")
    if number == 2:
        found.operators += 1
        return
    found.layouts += 1
    if len(found.parameters) < LIST_LENGTH:
        found.parameters.append(name)


def _operator(window: Window) -> None:
    for one in fields(window, _DIMENSIONS * 16):
        if (one.number, one.wire) not in {(1, VARINT), (2, LEN)}:
            raise Malformed(f"field {one.number} of type {one.wire} in the cut of an operator")


def _layout(window: Window, found: _Strategy) -> None:
    for one in fields(window, _DIMENSIONS * 16):
        if one.number == 1 and one.wire == LEN:
            sizes = _sizes(message(window, one))
            if prod(sizes) > prod(found.devices) or not found.devices:
                found.devices = sizes
        elif one.number == 7 and one.wire == VARINT and one.value < 1 << 32:
            found.optimizer_shards = max(found.optimizer_shards, one.value)
        elif not 1 < one.number < 8 or one.wire not in {LEN, VARINT}:
            raise Malformed(f"field {one.number} of type {one.wire} in a layout")


def _sizes(window: Window) -> list[int]:
    """The dims of a device matrix."""
    sizes: list[int] = []
    for one in fields(window, _DIMENSIONS):
        if one.number != 1:
            raise Malformed(f"field {one.number} in a matrix")
        sizes += numbers(window, one, _DIMENSIONS)
    if not sizes or not all(0 < size < 1 << 24 for size in sizes):
        raise Malformed(f"a matrix of {sizes[:4]} devices")
    return sizes


FORMAT = Format(
    id="mindspore_strategy",
    title="MindSpore parallel layout",
    kind=Kind.CONFIG,
    reference="https://github.com/mindspore-ai/mindspore/blob/master/mindspore/ccsrc/utils/node_strategy.proto",
    examine=examine,
    signatures=tuple(Signature(lead) for lead in (b"\x08", b"\x12", b"\x1a")),
    suffixes=(".ckpt",),
    weak=True,
)
