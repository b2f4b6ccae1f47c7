"""Tengine model (.tmfile), version 2: a header, then structures reached by offsets.

u16 major 2, u16 minor, u16 compiler, u16 padding, u32 offset of the model. Model: i32 and i32
original format, u32 offset of a vector of subgraphs, u32 offset of the name. A vector: u32 count,
u32 offsets.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.window import Window

_VERSION = b"\x02\x00"
_SOURCES = ("none", "Tengine", "Caffe", "ONNX", "MXNet", "TensorFlow", "TFLite", "Darknet")
_SUBGRAPHS = 64  # believed
_LATEST = 64  # minor version believed


def examine(window: Window) -> Finding | None:
    if window.size < 64:
        return None
    header = window.cursor(2)
    minor, compiler, padding, root = (*(header.number("H") for _ in range(3)), header.number("I"))
    if minor > _LATEST or compiler > _LATEST or padding or not 12 <= root <= window.size - 16:
        return None
    model = window.cursor(root)
    source, _, graphs, name = (
        model.number("i"),
        model.number("i"),
        model.number("I"),
        model.number("I"),
    )
    if not (-1 <= source < 64 and 12 <= graphs <= window.size - 8 and name < window.size):
        return None
    count = window.cursor(graphs).number("I")
    if not 0 < count <= _SUBGRAPHS:
        return None
    places = window.cursor(graphs + 4)
    if any(not 12 <= places.number("I") < window.size for _ in range(count)):
        return None
    facts = Facts(version=f"2.{minor}", producer="Tengine", node_count=count)
    if 0 <= source < len(_SOURCES):
        facts["metadata"] = {"converted from": _SOURCES[source]}
    if name:
        facts["model_name"] = _text(window, name)
    return Finding(
        "tengine",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 12, "version and root"), window.evidence(root, 16, "model")),
    )


def _text(window: Window, at: int) -> str:
    """A string: u32 length, u32 offset of its bytes."""
    text = window.cursor(at)
    length, start = text.number("I"), text.number("I")
    return (
        window.upto(start, min(length, TEXT_LENGTH))
        .rstrip(b"\0")
        .decode("utf-8", "backslashreplace")
    )


FORMAT = Format(
    id="tengine",
    title="Tengine model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/OAID/Tengine/blob/tengine-lite/source/serializer/tmfile/tm2_format.h",
    examine=examine,
    signatures=(Signature(_VERSION),),
    suffixes=(".tmfile",),
    weak=True,
)
