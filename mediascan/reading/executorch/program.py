"""The program of an ExecuTorch file: methods, operators, delegates, constants.

Slots as in executorch/schema/program.fbs, file identifier ET12.
"""

from dataclasses import dataclass, field

from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.flatbuffer import Table
from mediascan.reading.executorch.segments import SCALARS
from mediascan.reading.traces import Traces

_TENSOR, _KERNEL_CALL = 5, 1  # members of the unions KernelTypes, InstructionArguments
_OPERATORS = 4096
_RANK = 64  # dimensions


@dataclass(slots=True)
class Program:
    """What the program holds."""

    methods: list[str] = field(default_factory=list)
    operators: dict[str, int] = field(default_factory=dict)
    delegates: dict[str, None] = field(default_factory=dict)
    specs: dict[str, None] = field(default_factory=dict)  # keys that parts were compiled with
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    constants: TensorTally = field(default_factory=TensorTally)
    calls: int = 0
    external: int = 0  # constants whose numbers lie in a tensor file
    traces: Traces = field(default_factory=Traces)


def program_of(root: Table) -> Program:
    """Everything of the methods. Raises `InputFault` where a table is none."""
    found = Program()
    for plan in root.tables(1):
        _plan(plan, found)
    return found


def _plan(plan: Table, found: Program) -> None:
    if len(found.methods) < LIST_LENGTH:
        found.methods.append(plan.text(0, TEXT_LENGTH))
    names = [_operator(one, found) for one in plan.tables(6)]
    for one in plan.tables(7):
        _delegate(one, found)
    values = [_value(one, found) for one in plan.tables(2)]
    for slot, told in ((3, found.inputs), (4, found.outputs)):
        for (number,) in plan.structs(slot, "i"):
            if 0 <= number < len(values) and values[number] and len(told) < LIST_LENGTH:
                told.append(values[number])
    for chain in plan.tables(5):
        _calls(chain, names, found)


def _operator(one: Table, found: Program) -> str:
    overload = one.text(1, TEXT_LENGTH)
    name = one.text(0, TEXT_LENGTH) + (f".{overload}" if overload else "")
    if len(found.operators) < _OPERATORS:
        found.operators.setdefault(name, 0)
    return name


def _delegate(one: Table, found: Program) -> None:
    if len(found.delegates) < LIST_LENGTH:
        found.delegates.setdefault(one.text(0, TEXT_LENGTH))
    for spec in one.tables(2):
        if len(found.specs) < LIST_LENGTH:
            found.specs.setdefault(spec.text(0, TEXT_LENGTH))


def _value(value: Table, found: Program) -> str:
    """One value; a constant is counted. Returns dtype and shape of a tensor."""
    tensor = value.table(1) if value.number(0, "B") == _TENSOR else None
    if tensor is None:
        return ""
    shape = shape_at(tensor, 2)
    dtype = SCALARS.get(tensor.number(0, "b"), "?")
    extra = tensor.table(9)
    outside = extra is not None and extra.number(2, "b") == 1
    if tensor.number(5, "I") or outside:  # buffer 0 says that it is no constant
        name = extra.text(1, TEXT_LENGTH) if extra is not None else ""
        found.external += outside
        found.constants.add(name, dtype, shape)
    return f"{dtype} {list(shape)}"


def shape_at(owner: Table, slot: int) -> tuple[int, ...]:
    """The lengths in a vector of i32; what is below 0 counts as 0."""
    _, count = owner.vector(slot, 4)
    return tuple(max(0, n) for (n,) in owner.structs(slot, "i")) if count <= _RANK else ()


def _calls(chain: Table, names: list[str], found: Program) -> None:
    for one in chain.tables(2):
        found.calls += 1
        call = one.table(1) if one.number(0, "B") == _KERNEL_CALL else None
        at = call.number(0, "i") if call is not None else -1
        if 0 <= at < len(names) and names[at] in found.operators:
            found.operators[names[at]] += 1
    for frames in chain.tables(3):
        for frame in frames.tables(0):
            found.traces.add(frame.text(0, TEXT_LENGTH), "filename")
