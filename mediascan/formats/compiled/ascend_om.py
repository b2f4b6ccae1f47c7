"""Ascend offline model (.om): a header of 256 bytes, a table of partitions, then these.

"IMOD", u32 header size 256, u32 version, checksum[64], u32 length of the model, u8 encrypted, u8
checked, u8 type, u8 mode, name[32], u32 operators, user's words[32], u32 version of the IR, u32
models, platform[20], u8 platform's type. At 256 u32 count, then for each u32 type, offset and size,
counted from behind the table. Type 0 is the graph (ge.proto.ModelDef), 1 the weights, 3 kernels.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_MAGIC = b"IMOD"
_HEADER = 256
_PARTITIONS = 64  # believed
_ENTRY = 12
_MODELS = ("IR model", "standard model", "tiny model")
_KINDS = {
    0: "graph",
    1: "weights",
    2: "tasks",
    3: "kernels",
    4: "processor kernels",
    5: "device settings",
}


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER:
        return None
    header = window.cursor(4)
    size, version = header.number("I"), header.number("I")
    if size != _HEADER or not version:
        return None
    fields = window.cursor(76)
    length, encrypted, _, kind, _ = (
        fields.number("I"),
        *(fields.number("B") for _ in range(4)),
    )
    name, operators = _text(fields.take(32)), fields.number("I")
    user = _text(fields.take(32))
    fields.skip(8)
    platform = _text(fields.take(20))
    facts = Facts(version=f"0x{version:x}", model_name=name, node_count=operators)
    facts["target"] = platform or "Ascend"
    metadata = {"user's words": user}
    if kind < len(_MODELS):
        metadata["kind"] = _MODELS[kind]
    traces = Traces()
    for text in (name, user):
        traces.add(text)
    faults: list[Fault] = []
    if encrypted:
        faults.append(Fault(FaultKind.ENCRYPTED, "the model is encrypted"))
    else:
        try:
            _read_partitions(window, facts, metadata, faults)
        except InputFault as bad:
            faults.append(fault_of(bad))
    if length and _HEADER + length > window.size:
        facts["missing_bytes"] = _HEADER + length - window.size
        text = f"{facts['missing_bytes']} bytes of the model are missing"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    facts["metadata"] = {key: value for key, value in metadata.items() if value}
    traces.say(facts)
    whole = not faults and _HEADER + length == window.size
    return Finding(
        "ascend_om",
        Kind.CHECKPOINT,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        facts,
        (
            window.evidence(0, 12, "magic, header size and version"),
            window.evidence(76, 64, "length, flags, name and number of operators"),
        ),
        tuple(faults),
    )


def _read_partitions(
    window: Window, facts: Facts, metadata: dict[str, str], faults: list[Fault]
) -> None:
    table = window.cursor(_HEADER)
    count = table.number("I")
    if count > _PARTITIONS:
        return
    start = _HEADER + 4 + _ENTRY * count
    for _ in range(count):
        kind, offset, size = (table.number("I") for _ in range(3))
        words = _KINDS.get(kind, f"partition type {kind}")
        metadata[words] = f"{size} bytes"
        if start + offset + size > window.size:
            faults.append(Fault(FaultKind.TRUNCATED, f"the {words} run past the end of the file"))
        if kind == 1:
            facts["declared_bytes"] = size


def _text(data: bytes) -> str:
    return data.split(b"\0")[0].decode("utf-8", "backslashreplace")


FORMAT = Format(
    id="ascend_om",
    title="Ascend offline model",
    kind=Kind.CHECKPOINT,
    reference="https://gitee.com/ascend/graphengine/blob/master/inc/framework/common/types.h",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".om",),
)
