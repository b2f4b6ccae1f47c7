"""A torch program for phones as a FlatBuffer: values, functions and types by their numbers.

Slots as in torch/csrc/jit/serialization/mobile_bytecode.fbs (2.13), file identifier PTMF.
"""

from collections import Counter
from dataclasses import dataclass, field

from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.flatbuffer import Table
from mediascan.reading.executorch.program import shape_at
from mediascan.reading.executorch.segments import SCALARS  # the numbers are those of c10

_TENSOR, _OBJECT, _FUNCTION = 5, 10, 16  # members of the union IValueUnion
_DEEPEST = 32
_ATTRIBUTES = 4096  # of one type


@dataclass(slots=True)
class Mobile:
    """What the module holds."""

    version: int = 0
    operator_version: int = 0
    values: int = 0
    root: str = ""  # class of the module itself
    classes: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    operators: Counter[str] = field(default_factory=Counter)
    tensors: TensorTally = field(default_factory=TensorTally)
    stored: int = 0  # bytes of the storages
    extra: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


def mobile_of(root: Table) -> Mobile:
    """Everything of the module. Raises `InputFault` where a table is none."""
    found = Mobile(root.number(0, "I"), root.number(10, "I"))
    state = root.number(3, "I")
    names: list[list[str]] = []  # of attributes, by type
    for one in root.tables(7):
        if len(found.classes) < LIST_LENGTH:
            found.classes.append(one.text(0, TEXT_LENGTH))
        names.append(one.texts(2, _ATTRIBUTES, TEXT_LENGTH))
    parents: dict[int, tuple[int, str]] = {}
    tensors: list[tuple[int, Table]] = []
    for number, value in enumerate(root.tables(4)):
        found.values += 1
        kind_of = value.number(0, "B")
        if kind_of not in (_TENSOR, _OBJECT, _FUNCTION):
            continue  # numbers and flags are no tables
        inner = value.table(1)
        if inner is None:
            continue
        if kind_of == _TENSOR:
            tensors.append((number, inner))
        elif kind_of == _OBJECT:
            kind = _object(inner, number, names, parents)
            found.root = _at(found.classes, kind) if number == state else found.root
        elif kind_of == _FUNCTION:
            _function(inner, found)
    for number, tensor in tensors:
        dtype = SCALARS.get(tensor.number(1, "b"), "?")
        found.tensors.add(_path(number, parents), dtype, shape_at(tensor, 3))
    found.stored = sum(one.vector(0, 1)[1] for one in root.tables(6))
    found.extra = [one.text(0, TEXT_LENGTH) for one in root.tables(1)][:LIST_LENGTH]
    found.sources = [one.text(0, TEXT_LENGTH) for one in root.tables(8)][:LIST_LENGTH]
    return found


def _at(names: list[str], number: int) -> str:
    return names[number] if number < len(names) else ""


def _object(
    one: Table, number: int, names: list[list[str]], parents: dict[int, tuple[int, str]]
) -> int:
    """Keep what the attributes of one object are called; returns the number of its class."""
    kind = one.number(0, "I")
    known = names[kind] if kind < len(names) else []
    for at, (child,) in enumerate(one.structs(2, "I")):
        if at < len(known):
            parents.setdefault(child, (number, known[at]))
    return kind


def _path(number: int, parents: dict[int, tuple[int, str]]) -> str:
    parts: list[str] = []
    for _ in range(_DEEPEST):
        above = parents.get(number)
        if above is None:
            break
        number = above[0]
        parts.append(above[1])
    return ".".join(reversed(parts))[-TEXT_LENGTH:]


def _function(one: Table, found: Mobile) -> None:
    if len(found.functions) < LIST_LENGTH:
        found.functions.append(one.text(0, TEXT_LENGTH))
    for operator in one.tables(2):
        overload = operator.text(1, TEXT_LENGTH)
        name = operator.text(0, TEXT_LENGTH) + (f".{overload}" if overload else "")
        if name in found.operators or len(found.operators) < 4096:
            found.operators[name] += 1
