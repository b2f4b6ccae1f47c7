"""The columns of a Parquet file: its schema elements, a tree in preorder, as names and types.

Elements come one by one and are folded into text at once, so that a schema of a million elements
costs no more memory than its deepest branch. Types are written as in the Arrow formats' facts:
`list<struct<role: string, content: string>>`.

Source: apache/parquet-format `parquet.thrift` (SchemaElement, LogicalType) and LogicalTypes.md.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.thrift import FALSE, CompactReader

LEAVES = 256  # leaves kept, to look into their pages
_MIDDLES = frozenset(("list", "element", "item", "array", "bag", "array_element", "key_value"))
_TEXTS = frozenset(("string", "json", "enum"))
NAMES = 4096  # top-level names kept to tell the training shape
_DEEPEST = 128  # groups in groups
_SHOWN = 16  # members of one group that its text names
_PHYSICAL = ("bool", "int32", "int64", "int96", "float", "double", "binary", "binary")
_CONVERTED = (
    "string", "map", "map", "list", "enum", "decimal", "date", "time", "time", "timestamp",
    "timestamp", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64",
    "json", "bson", "interval",
)  # fmt: skip
_LOGICAL = {
    1: "string", 2: "map", 3: "list", 4: "enum", 5: "decimal", 6: "date", 7: "time",
    8: "timestamp", 10: "int", 11: "null", 12: "json", 13: "bson", 14: "uuid", 15: "float16",
    16: "variant", 17: "geometry", 18: "geography",
}  # fmt: skip


@dataclass(slots=True)
class _Element:
    """One SchemaElement; `physical` is -1 for a group."""

    name: str = ""
    physical: int = -1
    width: int = 0  # bytes of a fixed-length value
    repeated: bool = False
    optional: bool = False
    children: int = 0
    annotation: str = ""  # the logical type, else the older converted type
    scale: int = 0
    precision: int = 0


@dataclass(slots=True)
class _Member:
    """A finished member of a group."""

    name: str
    kind: str
    parts: list[str]  # the types of its own members, where it is a group


@dataclass(slots=True)
class _Group:
    """A group whose members are still coming."""

    element: _Element
    missing: int
    members: list[_Member] = field(default_factory=list)  # the first _SHOWN


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column as its pages lie in the file: one for each leaf of the tree."""

    path: str  # "messages.role", without the middle levels of lists
    physical: int
    width: int
    definition: int  # highest level: how many of the levels above may be absent
    repetition: int  # highest level: how many lists it stands in
    text: bool  # annotated as one


@dataclass(slots=True)
class Schema:
    """What the elements read so far say."""

    columns: list[str] = field(default_factory=list)  # top level only, at most NAMES
    types: dict[str, str] = field(default_factory=dict)  # of the first LIST_LENGTH columns
    column_count: int = 0
    leaf_count: int = 0
    complete: bool = False
    leaves: list[Leaf] = field(default_factory=list)  # the first LEAVES
    _open: list[_Group] = field(default_factory=list)

    def read(self, reader: CompactReader, wire: int) -> None:
        """Take all elements of FileMetaData.schema. Raises `Malformed` for what is no tree."""
        for _ in reader.structs(wire):
            self._add(_element(reader))
        if not self.complete:
            raise Malformed("the schema ends before its last group is full")

    def _add(self, one: _Element) -> None:
        if self.complete:
            raise Malformed("a schema element behind the end of the schema")
        if one.physical < 0:
            if len(self._open) >= _DEEPEST:
                raise LimitExceeded(f"schema nested deeper than {_DEEPEST}")
            self._open.append(_Group(one, one.children))
        elif not self._open:
            raise Malformed("the schema's root is not a group")
        else:
            self.leaf_count += 1
            if len(self.leaves) < LEAVES:
                self.leaves.append(self._leaf(one))
            self._close(one, _leaf_type(one), [])
        self._close_full_groups()

    def _leaf(self, one: _Element) -> Leaf:
        levels = [*(group.element for group in self._open[1:]), one]
        names = [part.name for part in levels]
        kept = names[:1] + [name for name in names[1:] if name not in _MIDDLES]
        return Leaf(
            ".".join(kept)[:TEXT_LENGTH],
            one.physical,
            one.width,
            sum(part.optional or part.repeated for part in levels),
            sum(part.repeated for part in levels),
            one.annotation in _TEXTS,
        )

    def _close_full_groups(self) -> None:
        while self._open and self._open[-1].missing == 0:
            group = self._open.pop()
            if self._open:
                parts = [one.kind for one in group.members[:3]]
                self._close(group.element, _group_type(group), parts)
            else:
                self.complete = True

    def _close(self, one: _Element, kind: str, parts: list[str]) -> None:
        """Hand a finished element to the group around it."""
        parent = self._open[-1]
        parent.missing -= 1
        if one.repeated and parent.element.annotation not in {"list", "map"}:
            kind = _wrap("list", kind)
        if len(self._open) == 1:
            self.column_count += 1
            if len(self.columns) < NAMES:
                self.columns.append(one.name)
            if len(self.types) < LIST_LENGTH:
                self.types[one.name] = kind
        elif len(parent.members) < _SHOWN:
            parent.members.append(_Member(one.name, kind, parts))


def _element(reader: CompactReader) -> _Element:
    one = _Element()
    for number, wire in reader.fields():
        match number:
            case 1:
                one.physical = reader.integer(wire)
            case 2:
                one.width = reader.integer(wire)
            case 3:
                repetition = reader.integer(wire)
                one.optional, one.repeated = repetition == 1, repetition == 2
            case 4:
                name = reader.binary(wire, TEXT_LENGTH)
                one.name = name.decode("utf-8", "backslashreplace")
            case 5:
                one.children = reader.integer(wire)
            case _:
                _annotate(reader, wire, number, one)
    if one.children < 0 or not -1 <= one.physical < len(_PHYSICAL):
        raise Malformed(f"schema element {one.name!r:.80} is neither a group nor of a known type")
    return one


def _annotate(reader: CompactReader, wire: int, number: int, one: _Element) -> None:
    match number:
        case 6:
            converted = reader.integer(wire)
            if not one.annotation and 0 <= converted < len(_CONVERTED):
                one.annotation = _CONVERTED[converted]
        case 7:
            one.scale = reader.integer(wire)
        case 8:
            one.precision = reader.integer(wire)
        case 10:
            one.annotation = _logical(reader) or one.annotation
        case _:
            reader.skip(wire)


def _logical(reader: CompactReader) -> str:
    """The name of the one set field of the LogicalType union."""
    name = ""
    for number, wire in reader.fields():
        name = _LOGICAL.get(number, "")
        if number == 10:
            name = _integer_type(reader)
        else:
            reader.skip(wire)
    return name


def _integer_type(reader: CompactReader) -> str:
    """IntType: 1 the width in bits, 2 whether it is signed."""
    width = 0
    sign = ""
    for number, wire in reader.fields():
        if number == 1:
            width = reader.integer(wire)
        else:
            sign = "u" if number == 2 and wire == FALSE else sign
            reader.skip(wire)
    return f"{sign}int{width}"


def _leaf_type(one: _Element) -> str:
    if one.annotation == "decimal":
        return f"decimal({one.precision}, {one.scale})"
    if one.annotation:
        return one.annotation
    name = _PHYSICAL[one.physical]
    return f"{name}[{one.width}]" if one.physical == 7 else name


def _group_type(group: _Group) -> str:
    """Text of a group; the middle level of lists and maps (LogicalTypes.md) is left out."""
    annotation = group.element.annotation
    if annotation in {"list", "map"} and group.element.children == 1:
        middle = group.members[0]
        legacy = middle.name == "array" or middle.name.endswith("_tuple")  # two-level lists
        if annotation == "map" and len(middle.parts) == 2:
            return _wrap("map", ", ".join(middle.parts))
        if annotation == "list":
            single = len(middle.parts) == 1 and not legacy
            return _wrap("list", middle.parts[0] if single else middle.kind)
    named = [f"{one.name}: {one.kind}" for one in group.members]
    if group.element.children > _SHOWN:
        named.append("...")
    return _wrap("struct", ", ".join(named))


def _wrap(name: str, inner: str) -> str:
    return f"{name}<{inner[:TEXT_LENGTH]}>"
