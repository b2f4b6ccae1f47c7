"""ONNX model as text: protobuf's form (`ir_version: 8`), or ONNX's own (`<ir_version: 8, ...>`)."""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.window import Window

_LONGEST = 8 * MIB  # bytes looked at
_VERSION = re.compile(rb"[\s<]*ir_version\s*:\s*(\d{1,3})\b")
_OPSET = re.compile(rb"opset_import\s*(?::|\{)")
_OPERATION = re.compile(
    rb'op_type\s*:\s*"(\w{1,128})"|^[^\n=]{1,512}=[ \t]*(\w{1,128})[ \t]*[(<]', re.MULTILINE
)
_PRODUCER = re.compile(rb'producer_name\s*:\s*"([^"]{1,256})"')


def examine(window: Window) -> Finding | None:
    text = window.upto(0, 4096)
    version = _VERSION.match(text)
    if version is None or not _OPSET.search(window.upto(0, _LONGEST)):
        return None
    text = window.upto(0, _LONGEST)
    operators: dict[str, int] = {}
    for found in _OPERATION.finditer(text):
        name = (found[1] or found[2]).decode()
        operators[name] = operators.get(name, 0) + 1
    facts = Facts(version=version[1].decode(), node_count=sum(operators.values()))
    ranked = sorted(operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    if producer := _PRODUCER.search(text):
        facts["producer"] = producer[1].decode("utf-8", "backslashreplace")
    return Finding(
        "onnx_text",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(version.start(), 64, "ir_version"),),
    )


FORMAT = Format(
    id="onnx_text",
    title="ONNX model as text",
    kind=Kind.CHECKPOINT,
    reference="https://onnx.ai/onnx/repo-docs/Syntax.html",
    examine=examine,
    signatures=(Signature(b"ir_version"), Signature(b"<"), Signature(b"\n")),
    words=(b"\nir_version", b"\n  ir_version", b"\n   ir_version", b"\n<ir_version"),
    suffixes=(".onnxtxt", ".textproto", ".pbtxt"),
    weak=True,
)
