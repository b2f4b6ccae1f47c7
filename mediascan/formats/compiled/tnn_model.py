"""TNN weights (.tnnmodel): u32 magic 0xFABC0002 or 0xFABC0004, i32 layers, then the layers.

A layer: i32 type (or 0), text with its kind, text with its name; a text is an i32 length and bytes.
The arrays behind them differ from kind to kind, so only the first layer is read.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.window import Window

_MAGICS = (b"\x02\x00\xbc\xfa", b"\x04\x00\xbc\xfa")
_MOST = 1_000_000  # layers believed
_KIND = re.compile(r"[A-Za-z]\w{0,127}", re.ASCII)


def examine(window: Window) -> Finding | None:
    cursor = window.cursor(4)
    layers = cursor.number("i")
    if not 0 < layers <= _MOST:
        return None
    cursor.skip(4)
    texts = []
    for _ in range(2):
        length = cursor.number("i")
        if not 0 < length <= TEXT_LENGTH:
            return None
        texts.append(cursor.text(length))
    if not _KIND.fullmatch(texts[0]):
        return None
    facts = Facts(producer="TNN", node_count=layers)
    facts["metadata"] = {"first layer": f"{texts[0]} {texts[1]}"}
    return Finding(
        "tnn_model",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 8 + 4 + 4 + len(texts[0]), "magic number, layers, first layer"),),
    )


FORMAT = Format(
    id="tnn_model",
    title="TNN weights",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/Tencent/TNN/blob/master/source/tnn/interpreter/tnn/model_interpreter.cc",
    examine=examine,
    signatures=tuple(map(Signature, _MAGICS)),
    suffixes=(".tnnmodel",),
    weak=True,
)
