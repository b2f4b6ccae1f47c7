"""Arm NN model (.armnn): a FlatBuffer without an identifier.

Root SerializedGraph: 0 layers, 1 inputIds, 2 outputIds, 3 featureVersions. A layer is a union: 0
its type, 1 the table. Any FlatBuffer may look alike, so types, tables and identifiers must all fit.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.window import Window

_LAST_TYPE = 96  # of a layer; the schema of 2025 ends at 80
_LAYERS = 100_000
_FEW = 3  # least layers that prove it


def examine(window: Window) -> Finding | None:
    if window.size < 64 or any(window.read(1, 3)):
        return None
    try:
        root = Buffer(window).root()
        inputs, outputs = root.numbers(1, "I", LIST_LENGTH), root.numbers(2, "I", LIST_LENGTH)
        kinds: dict[str, int] = {}
        for layer, _ in zip(root.tables(0), range(_LAYERS), strict=False):
            kind = layer.number(0, "B")
            body = layer.table(1)
            if not 0 < kind <= _LAST_TYPE or body is None or body.table(0) is None:
                return None
            kinds[f"layer type {kind}"] = kinds.get(f"layer type {kind}", 0) + 1
    except InputFault:
        return None
    count = sum(kinds.values())
    if count < _FEW or not inputs or not outputs or max(*inputs, *outputs) > 2 * count:
        return None
    facts = Facts(producer="Arm NN", node_count=count)
    ranked = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    return Finding(
        "armnn",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "root offset and root table"),),
    )


FORMAT = Format(
    id="armnn",
    title="Arm NN model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/ARM-software/armnn/blob/main/src/armnnSerializer/ArmnnSchema.fbs",
    examine=examine,
    signatures=(Signature(b"\0\0\0", at=1),),
    suffixes=(".armnn",),
    weak=True,
    limits=Limits(total=128 * MIB, seconds=30.0),
)
