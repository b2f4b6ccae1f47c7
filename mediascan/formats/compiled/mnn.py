"""MNN model: a FlatBuffer without an identifier.

Root Net: 0 bizCode, 3 oplists, 4 outputName, 6 sourceType, 7 tensorName, 8 tensorNumber, 11 a UUID.
Op: 0 inputIndexes, 1 and 2 a union, 3 name, 4 outputIndexes, 5 type. Convolution2D: 1 weight, 2
bias, 3 quanParameter, whose 0 is a buffer. Any FlatBuffer may look alike at its start, so every
operation must point to tensors that are there.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_SOURCES = ("Caffe", "TensorFlow", "TFLite", "ONNX", "PyTorch")  # enum NetSource
_LAST_TYPE = 1024  # of an operation; the schema of 2026 ends at 606
_OPERATIONS = 100_000
_INDEXES = 4096  # of one operation
_FEW = 4  # least operations and names that prove it
_CONVOLUTION = 9  # in the union


def examine(window: Window) -> Finding | None:
    if window.size < 64 or any(window.read(1, 3)):
        return None
    try:
        net = Buffer(window).root()
        names = net.vector(7, 4)[1]
        operations, parameters = _operations(net, names)
    except InputFault:
        return None
    if names < _FEW or operations < _FEW:
        return None
    shown = net.texts(7, LIST_LENGTH, TEXT_LENGTH)
    source = net.number(6, "b")
    facts = Facts(producer="MNN", node_count=operations)
    if parameters:
        facts["parameter_count"] = parameters
    facts["outputs"] = net.texts(4, LIST_LENGTH, TEXT_LENGTH)
    if uuid := net.text(11, TEXT_LENGTH):
        facts["uuid"] = uuid
    metadata = {"application": net.text(0, TEXT_LENGTH), "names": ", ".join(shown)}
    if 0 <= source < len(_SOURCES):
        metadata["converted from"] = _SOURCES[source]
    facts["metadata"] = {key: value for key, value in metadata.items() if value}
    traces = Traces()
    for text in shown:
        traces.add(text)
    traces.say(facts)
    return Finding(
        "mnn",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "root offset and root table"),),
    )


def _operations(net: Table, names: int) -> tuple[int, int]:
    """The number of operations, and that of the weights of convolutions and products.

    Raises `Malformed` where one is not what the schema says.
    """
    count = weights = 0
    for one in net.tables(3):
        count += 1
        if count > _OPERATIONS:
            break
        if not 0 <= one.number(5, "i") <= _LAST_TYPE:
            raise Malformed(f"operation type {one.number(5, 'i')}")
        for slot in (0, 4):
            if any(not 0 <= index < names for index in one.numbers(slot, "i", _INDEXES)):
                raise Malformed("an operation on a tensor that is not there")
        body = one.table(2) if one.number(1, "B") == _CONVOLUTION else None
        weights += _weights(body) if body else 0
    return count, weights


def _weights(body: Table) -> int:
    packed = body.table(3)
    return body.vector(1, 4)[1] + body.vector(2, 4)[1] + (packed.vector(0, 1)[1] if packed else 0)


FORMAT = Format(
    id="mnn",
    title="MNN model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/alibaba/MNN/blob/master/schema/default/MNN.fbs",
    examine=examine,
    signatures=(Signature(b"\0\0\0", at=1),),
    suffixes=(".mnn",),
    weak=True,
    limits=Limits(total=256 * MIB, seconds=30.0),
)
