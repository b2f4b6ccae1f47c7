"""ONNX tensor by itself (`input_0.pb`): TensorProto, as test data of a model and exports have it.

1 sizes, 2 type, 8 name, 9 raw numbers. No signature: the sizes and the type must come to exactly
the bytes of the raw numbers, and the fields to those of the file.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.onnx.tensors import read_tensor
from mediascan.reading.window import Window

_START = re.compile(rb"(?:\x08[\x80-\xff]{0,8}[\x00-\x7f]){1,16}\x10[\x01-\x3f]")


def examine(window: Window) -> Finding | None:
    if not _START.match(window.upto(0, 192)):
        return None
    try:
        tensor = read_tensor(window)
    except InputFault:
        return None
    if not tensor.elements or not tensor.bits or tensor.raw_bytes != tensor.data_bytes:
        return None
    facts = Facts(dtype=tensor.dtype, shape=tensor.shape[:LIST_LENGTH])
    facts["element_count"] = tensor.elements
    facts["declared_bytes"] = tensor.data_bytes
    if tensor.name:
        facts["original_name"] = tensor.name
    return Finding(
        "onnx_tensor",
        Kind.DATASET,
        Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 32, "sizes and type"),),
    )


FORMAT = Format(
    id="onnx_tensor",
    title="ONNX tensor",
    kind=Kind.DATASET,
    reference="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto",
    examine=examine,
    signatures=(Signature(b"\x08"),),
    suffixes=(".pb",),
    weak=True,
)
