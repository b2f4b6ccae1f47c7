"""What a pickle says, as data: nothing here is imported, called or unpickled.

Numbers, texts, None, lists and tuples stand for themselves; a set is a list, a frozen set a tuple.
A dictionary is a list of keys and values in turn: hostile keys are never hashed or compared.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import InputFault


@dataclass(slots=True, eq=False)
class Global:
    """A name that an unpickler would import."""

    module: str
    name: str
    offset: int  # of the opcode that names it first
    dangerous: bool
    watched: bool = False  # harmless in one use of it, which idioms.py knows
    uses: int = 0  # of a watched one: times that it came on the stack
    idioms: int = 0  # of these, times that it was called in that way
    pending: bool = False  # harmless if the pickles inside the same one are

    @property
    def path(self) -> str:
        """`module.name`."""
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Mapping:
    """A dictionary: keys and values in turn."""

    pairs: list[object] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Call:
    """An object that an unpickler would make by calling `function`."""

    function: object
    arguments: object
    state: object = None  # what BUILD hands to it
    pairs: list[object] | None = None  # what SETITEMS puts in
    items: list[object] | None = None  # what APPENDS and ADDITEMS put in


@dataclass(slots=True, eq=False)
class Persistent:
    """An object kept outside the pickle; torch keeps storages so."""

    identity: object


@dataclass(slots=True, eq=False)
class Skipped:
    """A text or bytes too long to keep."""

    length: int
    head: bytes


class Unknown:
    """A value that the pickle alone does not tell."""

    __slots__ = ()


UNKNOWN = Unknown()


@dataclass(slots=True, eq=False)
class Walk:
    """One pickle, walked to its STOP or as far as it goes."""

    root: object
    start: int
    end: int  # offset behind STOP, or where the walk ended
    protocol: int
    opcodes: int
    imports: tuple[Global, ...]  # each once, in the order of the file
    calls: tuple[tuple[int, Call], ...]  # of dangerous names, with the offset behind the opcode
    notes: dict[str, int]  # what no pickler writes -> offset of the first
    fault: InputFault | None  # why it ended before STOP
    called: int = 0  # calls of anything
    nested: tuple[tuple[int, int, bool], ...] = ()  # bytes that begin as a pickle: offset, length,
    #                                                 and whether they are spelled as text
    sources: tuple[tuple[str, str], ...] = ()  # classes whose program text is kept, and its file
