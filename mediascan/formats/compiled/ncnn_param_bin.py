"""ncnn network in binary (.param.bin): i32 7767517, i32 layers, i32 blobs, then the layers.

A layer: i32 type, i32 inputs, i32 outputs, their blobs as i32, then parameters: i32 key and its
value, which ends with the key -233. An array has the key -23300 minus its number, a length, and the
items.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.window import Cursor, Window

_MAGIC = b"\xdd\x85\x76\x00"
_MOST = 1_000_000  # layers and blobs believed
_TYPES = 4096  # ncnn has some hundred; custom layers have 256 and more
_WIDE = 4096  # inputs or outputs of a layer
_END, _ARRAYS = -233, -23300
_KEYS = 64  # parameters of one layer


def examine(window: Window) -> Finding | None:
    cursor = window.cursor(4)
    layers, blobs = cursor.number("i"), cursor.number("i")
    if not (0 < layers <= _MOST and 0 < blobs <= _MOST):
        return None
    operators: dict[str, int] = {}
    faults: list[Fault] = []
    seen = 0
    try:
        for _ in range(layers):
            kind = f"layer type {_layer(cursor, blobs)}"
            operators[kind] = operators.get(kind, 0) + 1
            seen += 1
    except InputFault as bad:
        faults.append(fault_of(bad))
    if not seen:
        return None
    facts = Facts(node_count=layers, operators=operators, metadata={"blobs": str(blobs)})
    if cursor.left and not faults:
        facts["trailing_bytes"] = cursor.left
        faults.append(Fault(FaultKind.MALFORMED, f"{cursor.left} bytes behind the last layer"))
    return Finding(
        "ncnn_param_bin",
        Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 12, "magic number and counts"),),
        tuple(faults),
    )


def _layer(cursor: Cursor, blobs: int) -> int:
    """Pass one layer; its type. Raises `Malformed` where it is none."""
    kind, inputs, outputs = (cursor.number("i") for _ in range(3))
    if not (0 <= kind < _TYPES and 0 <= inputs <= _WIDE and 0 <= outputs <= _WIDE):
        raise Malformed(f"layer type {kind} with {inputs} inputs and {outputs} outputs")
    for _ in range(inputs + outputs):
        if not 0 <= cursor.number("i") < blobs:
            raise Malformed("a layer on a blob that is not there")
    for _ in range(_KEYS):
        key = cursor.number("i")
        if key == _END:
            return kind
        if key > _KEYS or _END > key > _ARRAYS:
            raise Malformed(f"parameter {key}")
        cursor.skip(4 * cursor.number("i") if key <= _ARRAYS else 4)
    raise Malformed(f"a layer with more than {_KEYS} parameters")


FORMAT = Format(
    id="ncnn_param_bin",
    title="ncnn network in binary",
    kind=Kind.CONFIG,
    reference="https://github.com/Tencent/ncnn/blob/master/tools/ncnn2mem.cpp",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".bin",),
    weak=True,
)
