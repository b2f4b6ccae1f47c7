"""CNTK version 1: a computation network of Microsoft's toolkit, with its parameters.

Layout: texts in UTF-16 with a zero behind: "BCN", "BVersion", u64 version, "EVersion", u64 nodes,
"BNodeList", the nodes (each with its operation and name), "ENodeList", relations, "ECN". What a
node holds depends on its operation, so nodes are found by the names of operations.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB
from mediascan.reading.window import Cursor, Window

_MAGIC = "BCN\0".encode("utf-16-le")
_END = "ECN\0".encode("utf-16-le")
_LOOKED = 4 * MIB  # bytes in which nodes are looked for
_LONGEST = 64  # characters of a mark
_NEWEST = 64
_OPERATIONS = (
    *("LearnableParameter", "InputValue", "SparseInputValue", "Times", "Plus", "Minus", "Sigmoid"),
    *("Tanh", "RectifiedLinear", "Softmax", "LogSoftmax", "Convolution", "MaxPooling", "Pooling"),
    *("AveragePooling", "BatchNormalization", "CrossEntropyWithSoftmax", "ClassificationError"),
    *("ErrorPrediction", "SquareError", "PastValue", "FutureValue", "ElementTimes", "Mean"),
    *("InvStdDev", "PerDimMeanVarNormalization", "RowSlice", "RowStack", "Reshape", "Dropout"),
)


def examine(window: Window) -> Finding | None:
    cursor = window.cursor(len(_MAGIC))
    facts = Facts(framework="CNTK")
    faults: list[Fault] = []
    try:
        if _mark(cursor) != "BVersion":
            return None
        facts["version"] = str(cursor.number("Q"))
        if _mark(cursor) == "EVersion":
            facts["node_count"] = cursor.number("Q")
        if _mark(cursor) != "BNodeList":
            facts.pop("node_count", None)
    except InputFault as bad:
        faults.append(fault_of(bad))
    data = window.upto(0, _LOOKED)
    counts = {name: data.count(f"{name}\0".encode("utf-16-le")) for name in _OPERATIONS}
    facts["operators"] = {name: count for name, count in counts.items() if count}
    whole = window.has(_END, -len(_END))
    if not whole and not faults:
        faults.append(fault_of(Truncated('the mark "ECN" is missing at the end')))
    return Finding(
        "cntk_v1",
        Kind.CHECKPOINT,
        Confidence.PARSED,  # what stands in a node is passed over
        facts,
        (window.evidence(0, 48, "BCN and BVersion in UTF-16"),),
        tuple(faults),
    )


def _mark(cursor: Cursor) -> str:
    """A short text in UTF-16 up to its zero."""
    letters = []
    for _ in range(_LONGEST):
        letter = cursor.number("H")
        if not letter:
            break
        letters.append(chr(letter) if letter < 128 else "?")
    return "".join(letters)


FORMAT = Format(
    id="cntk_v1",
    title="CNTK version 1 model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/microsoft/CNTK/blob/master/Source/ComputationNetworkLib/ComputationNetwork.cpp",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".dnn", ".model"),
)
