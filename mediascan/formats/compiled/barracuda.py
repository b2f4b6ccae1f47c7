"""Unity Barracuda model (.nn): a list of layers, then one row of float32 for all weights.

i32 version, i32 0, inputs (text, shape), outputs (texts), memories (shape, text, text), layers. A
layer: text name, i32 type, i32 activation, i32 and i32, three rows of i32, i32 axis, f32 and f32,
i32, texts of inputs, tensors (text name, shape, i64 offset, i32 bytes an item, i32 items). A text
is an i32 length and its bytes, a row an i32 count and its numbers. So the last tensor ends with the
file.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.weights import end_faults
from mediascan.reading.window import Cursor, Window

_VERSIONS = range(16, 33)
_FEW = 256  # inputs, outputs, memories, dimensions
_LAYERS = 65_536
_TENSORS = 64  # of one layer


def examine(window: Window) -> Finding | None:
    cursor = window.cursor()
    version = cursor.number("i")
    if version not in _VERSIONS or cursor.number("i"):
        return None
    facts, tally, operators = Facts(version=str(version)), TensorTally(), dict[str, int]()
    try:
        facts["inputs"] = [(_text(cursor), _row(cursor))[0] for _ in range(_count(cursor, _FEW))]
        facts["outputs"] = _texts(cursor)
        for _ in range(_count(cursor, _FEW)):
            _row(cursor), _text(cursor), _text(cursor)
        layers = _count(cursor, _LAYERS)
        end = max((_layer(cursor, tally, operators) for _ in range(layers)), default=0)
    except InputFault:
        return None
    if not layers:
        return None
    facts["node_count"] = layers
    ranked = sorted(operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    tally.say(facts)
    faults = end_faults(window.size - cursor.at - end, facts)
    return Finding(
        "barracuda",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "version and inputs"),),
        faults,
    )


def _layer(cursor: Cursor, tally: TensorTally, operators: dict[str, int]) -> int:
    """Pass one layer; where its last tensor ends in the weights."""
    _text(cursor)
    kind = f"layer type {cursor.number('i')}"
    if kind in operators or len(operators) < LIST_LENGTH:
        operators[kind] = operators.get(kind, 0) + 1
    cursor.skip(12)
    for _ in range(3):
        _row(cursor)
    cursor.skip(16)
    _texts(cursor)
    end = 0
    for _ in range(_count(cursor, _TENSORS)):
        name, shape, offset = _text(cursor), _row(cursor), cursor.number("q")
        width, items = cursor.number("i"), cursor.number("i")
        if not (0 < width <= 8 and items >= 0 and offset >= 0):
            raise Malformed(f"a tensor of {items} items of {width} bytes at {offset}")
        tally.add(name, f"float{8 * width}", [abs(one) for one in shape], size=width * items)
        end = max(end, (offset + items) * width)
    return end


def _count(cursor: Cursor, most: int) -> int:
    count = cursor.number("i")
    if not 0 <= count <= most:
        raise Malformed(f"{count} items")
    return count


def _text(cursor: Cursor) -> str:
    return cursor.text(_count(cursor, TEXT_LENGTH))


def _texts(cursor: Cursor) -> list[str]:
    return [_text(cursor) for _ in range(_count(cursor, _FEW))]


def _row(cursor: Cursor) -> list[int]:
    return [cursor.number("i") for _ in range(_count(cursor, _FEW))]


FORMAT = Format(
    id="barracuda",
    title="Unity Barracuda model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/Unity-Technologies/barracuda-release/blob/release/1.3.2/Barracuda/Runtime/Core/Model.cs",
    examine=examine,
    signatures=tuple(Signature(bytes((version,)) + bytes(7)) for version in _VERSIONS),
    suffixes=(".nn",),
    weak=True,
)
