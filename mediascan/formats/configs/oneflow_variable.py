"""What OneFlow says of one variable ("meta", beside "out" with the numbers): text protobuf.

    shape { dim: 3 dim: 4 } data_type: kFloat

The numbers themselves have no header; this file tells what the one beside it must hold.
"""

import re
from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import Window

_WHOLE = re.compile(
    rb"\s*shape\s*\{\s*((?:dim:\s*\d{1,18}\s*){0,64})\}\s*data_type:\s*k([A-Za-z0-9]{1,16})\s*",
)
_DIM = re.compile(rb"\d+")
_TYPES = {
    "Char": ("int8", 1),
    "Bool": ("bool", 1),
    "Float16": ("float16", 2),
    "BFloat16": ("bfloat16", 2),
    "Float": ("float32", 4),
    "Double": ("float64", 8),
    "Int8": ("int8", 1),
    "UInt8": ("uint8", 1),
    "Int32": ("int32", 4),
    "Int64": ("int64", 8),
}
_LARGEST = 4096


def examine(window: Window) -> Finding | None:
    if window.size > _LARGEST:
        return None
    found = _WHOLE.fullmatch(window.read(0, window.size))
    if not found or found[2].decode() not in _TYPES:
        return None
    shape = [int(size) for size in _DIM.findall(found[1])]
    name, width = _TYPES[found[2].decode()]
    facts = Facts(
        framework="OneFlow",
        tensor_count=1,
        parameter_count=prod(shape),
        dtypes={name: prod(shape)},
        declared_bytes=prod(shape) * width,
        tensors=[TensorSample(dtype=name, shape=shape)],
    )
    evidence = (window.evidence(0, 64, "shape and type"),)
    return Finding("oneflow_variable", Kind.CONFIG, Confidence.CONSISTENT, facts, evidence)


FORMAT = Format(
    id="oneflow_variable",
    title="OneFlow variable, description",
    kind=Kind.CONFIG,
    reference="https://github.com/Oneflow-Inc/oneflow/blob/master/python/oneflow/framework/check_point_v2.py",
    examine=examine,
    signatures=(Signature(b"shape"),),
    words=(b"\ndata_type: k", b"\n  data_type: k"),
    weak=True,
)
