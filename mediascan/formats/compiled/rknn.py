"""Rockchip models: RKNN (a FlatBuffer and a JSON graph), OpenVX binaries, encrypted ones.

"RKNN", u32, u64 version, u64 size of the data, from version 2 on 40 more bytes; the data, a
FlatBuffer or an OpenVX binary; u64 length and the JSON graph. A FlatBuffer alone has RKNN as its
identifier. OpenVX: "VPMN", u16 major, u16 minor, u32, name[64], u32 nodes. "CYPTRKNN" is encrypted
with a customer's key.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_CIPHER = b"CYPTRKNN"
_MAGICS = (b"RKNN", b"RKNX", b"VPMN", _CIPHER)
_VERSIONS = {*range(1, 7), *range(0x1001, 0x1005)}
_FIRST = {1, 0x1001}  # versions without the longer header
_SHORT, _LONG = 24, 64  # bytes of a header
_NODES = 100_000  # believed
_LONGEST = 16 * MIB  # of the JSON graph
_TOLD = ("name", "version", "target_platform", "network_platform", "ori_network_platform")


def examine(window: Window) -> Finding | None:
    if window.size < _LONG:
        return None
    magic = window.read(0, 8)
    facts = Facts(target="Rockchip NPU")
    faults: list[Fault] = []
    confidence = Confidence.MAGIC
    if magic == _CIPHER:
        faults.append(Fault(FaultKind.ENCRYPTED, "the model is encrypted with a customer's key"))
        confidence = Confidence.PARSED
    elif magic[:4] == b"RKNN":
        confidence = _read(window, facts, faults)
    elif magic[:4] == b"VPMN":
        confidence = _say_openvx(window, facts)
    elif magic[4:] == b"RKNN":
        Buffer(window).root()
        confidence = Confidence.PARSED
    return Finding(
        "rknn",
        Kind.CHECKPOINT,
        confidence,
        facts,
        (window.evidence(0, 24, "magic, version and size"),),
        tuple(faults),
    )


def _read(window: Window, facts: Facts, faults: list[Fault]) -> Confidence:
    cursor = window.cursor(8)
    version, size = cursor.number("Q"), cursor.number("Q")
    if version not in _VERSIONS:
        return Confidence.MAGIC
    facts["version"], facts["declared_bytes"] = f"0x{version:x}", size
    end = (_LONG if size and version not in _FIRST else _SHORT) + size
    if end > window.size:
        facts["missing_bytes"] = end - window.size
        faults.append(Fault(FaultKind.TRUNCATED, f"{end - window.size} bytes are missing"))
        return Confidence.PARSED
    if end + 8 > window.size:
        return Confidence.PARSED
    length = window.cursor(end).number("Q")
    if 2 <= length <= min(_LONGEST, window.size - end - 8):
        _say_graph(window.read(end + 8, length), facts, faults)
        if end + 8 + length == window.size and not faults:
            return Confidence.CONSISTENT
    return Confidence.PARSED


def _say_openvx(window: Window, facts: Facts) -> Confidence:
    header = window.cursor(4)
    major = header.number("H")
    header.skip(6)
    name, nodes = header.take(64).split(b"\0")[0], header.number("I")
    if not 0 < major < 16 or nodes > _NODES:
        return Confidence.MAGIC
    facts["version"], facts["node_count"] = str(major), nodes
    facts["model_name"] = name.decode("utf-8", "backslashreplace")
    return Confidence.PARSED


def _say_graph(data: bytes, facts: Facts, faults: list[Fault]) -> None:
    try:
        graph = parse_object(data.rstrip(b"\0"), lenient=True)
    except InputFault:
        faults.append(Fault(FaultKind.MALFORMED, "the graph is no JSON"))
        return
    metadata = {key: graph[key] for key in _TOLD if isinstance(graph.get(key), str)}
    if isinstance(platforms := graph.get("target_platform"), list):
        facts["target"] = f"Rockchip {', '.join(map(str, platforms[:LIST_LENGTH]))}"[:TEXT_LENGTH]
    if name := metadata.get("name"):
        facts["model_name"] = name
    nodes = graph.get("nodes")
    if isinstance(nodes, list):
        facts["node_count"] = len(nodes)
    facts["metadata"] = metadata
    traces = Traces()
    for key, value in graph.items():
        if isinstance(value, str):
            traces.add(value, key)
    traces.say(facts)


FORMAT = Format(
    id="rknn",
    title="Rockchip RKNN model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/airockchip/rknn-toolkit2",
    examine=examine,
    signatures=(*map(Signature, _MAGICS), Signature(b"RKNN", at=4)),
    suffixes=(".rknn", ".nb"),
    limits=Limits(total=64 * MIB),
)
