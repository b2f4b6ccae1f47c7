"""A model of Paddle Lite (.nb): u16 format, 16 bytes release, u64 length, a program, parameters.

Format 2 is FlatBuffers: the program (ProgramDesc, without identifier), then u16 version 0, u16
length of what is reserved, u16 length of a header {u16 count, u32 largest} and the parameters:
u32 length of what follows, u32 length of the lead, a ParamDesc. Formats 0 and 1 have a program of
another kind; of them only the release and the lengths are told.
"""

import re
from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.paddle.types import TYPES, type_name
from mediascan.reading.window import Window

_RELEASE = re.compile(rb"v?[0-9a-zA-Z][0-9a-zA-Z._+-]{2,15}\0*", re.ASCII)
_HEADER = 26
_BLOCKS, _OPERATORS, _TYPE = 0, 3, 0  # slots of ProgramDesc, BlockDesc and OpDesc
_LEAD = 4  # bytes before a parameter, counted with the u32 that says so
_MOST_DIMENSIONS = 64


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER:
        return None
    version = window.cursor(0).number("H")
    release = window.read(2, 16)
    length = window.cursor(18).number("Q")
    if version > 2 or not _RELEASE.fullmatch(release) or not 16 <= length < 1 << 40:
        return None
    text = release.rstrip(b"\0").decode("ascii")
    facts = Facts(version=f"{version}", producer=f"Paddle Lite {text}", target="Paddle Lite")
    tally = TensorTally()
    faults: list[Fault] = []
    whole = False
    try:
        program = window.cut(_HEADER, length)
        if version == 2:
            _program(program, facts)
            whole = _parameters(window, _HEADER + length, tally)
    except InputFault as bad:
        if version == 2 and "node_count" not in facts and not re.match(rb"v?\d+\.\d", release):
            return None
        faults.append(fault_of(bad))
    if tally.count:
        tally.say(facts, whole=not faults)
    if version == 2 and (faults or whole):
        sure = Confidence.CONSISTENT if whole and not faults else Confidence.PARSED
    else:
        sure = Confidence.MAGIC
    evidence = (window.evidence(0, _HEADER, "format, release, length of the program"),)
    return Finding("paddle_lite", Kind.CHECKPOINT, sure, facts, evidence, tuple(faults))


def _program(window: Window, facts: Facts) -> None:
    """What the operators of a program tell."""
    operators: dict[str, int] = {}
    ends: dict[str, list[str]] = {"feed": [], "fetch": []}
    count = 0
    for block in Buffer(window).root().tables(_BLOCKS):
        for one in block.tables(_OPERATORS):
            kind = one.text(_TYPE, 64)
            if not kind.isidentifier():
                raise Malformed("an operator without a type")
            count += 1
            if kind in operators or len(operators) < LIST_LENGTH:
                operators[kind] = operators.get(kind, 0) + 1
            if kind in ends and len(ends[kind]) < LIST_LENGTH:
                ends[kind].append(kind)
    if not count:
        raise Malformed("a program without operators")
    facts["node_count"] = count
    facts["operators"] = operators


def _parameters(window: Window, at: int, tally: TensorTally) -> bool:
    """Take the parameters, which start at `at`; whether they end with the file."""
    cursor = window.cursor(at)
    if cursor.number("H"):
        raise Malformed("parameters of a version that is not known")
    cursor.skip(cursor.number("H"))
    header, count = cursor.number("H"), cursor.number("H")
    cursor.skip(max(0, header - 2))
    for _ in range(count):
        whole, lead = cursor.number("I"), cursor.number("I")
        if lead < _LEAD or whole <= lead:
            raise Malformed(f"a parameter of {whole} bytes with {lead} before it")
        cursor.skip(lead - _LEAD)
        _parameter(window.cut(cursor.at, whole - lead), tally)
        cursor.skip(whole - lead)
    return cursor.left == 0


def _parameter(window: Window, tally: TensorTally) -> None:
    """A ParamDesc {1 name, 2 and 3 variable {2 dim, 3 data_type, 4 data}}."""
    one = Buffer(window).root()
    variable = one.table(3)
    if variable is None:
        raise Malformed("a parameter without numbers")
    kind = variable.number(3, "i")
    shape = _shape(variable)
    _, size = variable.vector(4, 1)
    if kind in TYPES and prod(shape) * TYPES[kind][1] != size:
        raise Malformed(f"{size} bytes in a parameter of shape {shape[:8]}")
    tally.add(one.text(1, 256), type_name(kind), shape, size=size)


def _shape(variable: Table) -> list[int]:
    count = variable.vector(2, 8)[1]
    shape = variable.numbers(2, "q", _MOST_DIMENSIONS)
    if count > _MOST_DIMENSIONS or any(size < 0 for size in shape):
        raise Malformed(f"a parameter of {count} dimensions: {shape[:8]}")
    return shape


FORMAT = Format(
    id="paddle_lite",
    title="Paddle Lite model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/PaddlePaddle/Paddle-Lite/blob/develop/lite/model_parser/model_parser.cc",
    examine=examine,
    signatures=tuple(
        Signature(bytes((version, 0)) + lead) for version in range(3) for lead in (b"v", b"2", b"3")
    ),
    suffixes=(".nb",),
    weak=True,
    limits=Limits(total=256 * MIB, seconds=20.0),
)
