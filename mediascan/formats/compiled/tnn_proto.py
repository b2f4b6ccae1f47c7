"""TNN network (.tnnproto): text in quotes. `"layers blobs inputs magic ,"`, inputs, layers."""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.window import Window

_LONGEST = 8 * MIB  # bytes looked at
_START = re.compile(rb'"(\d{1,7}) (\d{1,7}) (\d{1,7}) (420662477[02]) ,"\s*')
_LAYER = re.compile(rb'"([A-Za-z]\w{0,127}) (\S{1,512}) (\d{1,5}) (\d{1,5}) ')


def examine(window: Window) -> Finding | None:
    text = window.upto(0, _LONGEST)
    start = _START.match(text)
    if start is None:
        return None
    operators: dict[str, int] = {}
    for layer in _LAYER.finditer(text, start.end()):
        kind = layer[1].decode()
        operators[kind] = operators.get(kind, 0) + 1
    if not operators:
        return None
    facts = Facts(producer="TNN", node_count=sum(operators.values()))
    ranked = sorted(operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    return Finding(
        "tnn_proto",
        Kind.CONFIG,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "counts and magic number"),),
    )


FORMAT = Format(
    id="tnn_proto",
    title="TNN network",
    kind=Kind.CONFIG,
    reference="https://github.com/Tencent/TNN/blob/master/source/tnn/interpreter/tnn/model_interpreter.cc",
    examine=examine,
    signatures=tuple(Signature(b'"%d' % digit) for digit in range(1, 10)),
    suffixes=(".tnnproto",),
    weak=True,
)
