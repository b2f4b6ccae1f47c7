"""The state of a pickle walk: a stack, a memo and the bytes, all bounded.

Bytes come in blocks. A block that is not the last is left RESERVE bytes before its end, and the
last one is padded by as many, so that an opcode with short arguments checks nothing.
"""

import re

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.pickles.idioms import WATCHED, is_idiom
from mediascan.reading.pickles.names import is_dangerous
from mediascan.reading.pickles.values import UNKNOWN, Call, Global, Mapping, Persistent, Skipped
from mediascan.reading.window import Window

BLOCK = 1 << 16  # limits and time are checked once a block, so a walk overshoots by one at most
FIRST = 1 << 12  # the first block: most pickles are short, and files that are none end in it
RESERVE = 16  # longer than any opcode with its fixed arguments
OPCODES = 5_000_000  # an optimizer's pickle of 150,000 tensors has about as many
STACK = 100_000  # the picklers put at most 1,000 items of a list or dictionary on it at a time
MEMO = 1_000_000
NODES = 2_000_000  # containers and calls: about 100 bytes of memory each
IMPORTS = 20_000  # distinct names
LITERAL = 4096  # bytes kept of one text; longer ones are skipped over
HEAD = 512  # of those skipped over: storages of torch and models of boosters tell what they are
KEPT = 32 << 20  # bytes of all texts: four times as many in memory, where each has one rare letter
LINE = 1 << 20  # bytes of one line of protocol 0
NAME = 512  # characters of a module's or a member's name
CALLS = 64  # dangerous calls kept
NOTES = 16
NESTED = 4096  # texts and bytes kept that begin as a pickle; classes with their program text
_UNRESOLVED = "?"
_IMPORTABLE = re.compile(r"[\w.]+ [\w.<>]+", re.ASCII)


class Machine:
    """Walks one pickle from `offset` on; the handlers in opcodes.py work on it."""

    __slots__ = (
        "arrays",
        "called",
        "calls",
        "count",
        "data",
        "depth",
        "end",
        "frame_end",
        "imports",
        "kept",
        "looked",
        "looking",
        "memo",
        "metastack",
        "nested",
        "nodes",
        "notes",
        "origin",
        "pos",
        "protocol",
        "safe",
        "sources",
        "stack",
        "start",
        "watching",
        "window",
    )

    def __init__(self, window: Window, offset: int, depth: int = 0) -> None:
        self.window = window
        self.depth = depth
        self.start = offset
        self.end = window.size
        self.data = b""
        self.origin = offset  # offset of data[0]
        self.pos = 0  # in data
        self.safe = 0  # from here on a new block is needed
        self.stack: list[object] = []
        self.metastack: list[list[object]] = []
        self.memo: dict[int, object] = {}
        self.imports: dict[tuple[str, str], Global] = {}
        self.calls: list[tuple[int, Call]] = []
        self.notes: dict[str, int] = {}
        self.nested: list[tuple[int, int, bool]] = []
        self.sources: list[tuple[str, str]] = []
        self.watching = False  # whether a name was met whose use decides
        self.called = 0
        self.looked = 0  # opcodes acted out of what stands as numbers of arrays
        self.looking = False  # whether this machine acts out such
        self.arrays = 0  # of objects
        self.nodes = 0
        self.count = 0  # opcodes acted out
        self.kept = 0  # bytes of texts and of lines
        self.protocol = 0
        self.frame_end = 0

    @property
    def offset(self) -> int:
        """Where the walk stands, in the window."""
        return self.origin + self.pos

    def refill(self) -> None:
        """Fetch the next block and check every limit."""
        here = self.origin + self.pos
        if here >= self.end:
            raise Truncated("the pickle ends without STOP")
        self.check()
        block = self.window.upto(here, BLOCK if self.data else FIRST)
        last = here + len(block) >= self.end
        self.data = block + bytes(RESERVE) if last else block
        self.safe = len(block) if last else len(block) - RESERVE
        self.origin, self.pos = here, 0

    def check(self) -> None:
        """Raise `LimitExceeded` when the walk has outgrown a limit."""
        self.window.check_time()
        for name, size, limit in (
            ("stack", len(self.stack) + len(self.metastack), STACK),
            ("memo", len(self.memo), MEMO),
            ("containers", self.nodes, NODES),
            ("text", self.kept, KEPT),
        ):
            if size > limit:
                raise LimitExceeded(f"pickle: {name} of {size}; limit {limit}")

    def note(self, text: str) -> None:
        """Remember something that no pickler writes."""
        if text not in self.notes and len(self.notes) < NOTES:
            self.notes[text] = self.offset

    def take(self, length: int) -> bytes:
        """The next `length` bytes, which the caller has bounded."""
        self.kept += length
        pos = self.pos
        stop = pos + length
        if stop <= self.safe:
            self.pos = stop
            return self.data[pos:stop]
        piece = self.window.read(self.offset, length)
        self.pos = stop
        return piece

    def number(self, length: int) -> int:
        """An unsigned number of `length` bytes: at most 8, so it lies in the block."""
        pos = self.pos
        self.pos = pos + length
        return int.from_bytes(self.data[pos : pos + length], "little")

    def literal(self, length: int) -> bytes | Skipped:
        """`length` bytes, or what is kept of them where they are many."""
        if length <= LITERAL:
            return self.take(length)
        if self.offset + length > self.end:
            raise Truncated(f"literal of {length} bytes at {self.offset} of {self.end}")
        kept = Skipped(length, self.window.read(self.offset, HEAD))
        self.kept += HEAD
        self.pos += length
        return kept

    def nest(self, length: int, *, spelled: bool) -> None:
        """Remember that the `length` bytes just passed begin as a pickle does."""
        if len(self.nested) < NESTED:
            self.nested.append((self.offset - length, length, spelled))

    def join(self, inner: "Machine") -> None:
        """Keep what a pickle in the middle of this one named and called."""
        self.imports = inner.imports | self.imports
        self.calls = [*self.calls, *inner.calls][:CALLS]
        self.notes = inner.notes | self.notes
        self.nested = [*self.nested, *inner.nested][:NESTED]
        self.looked = max(self.looked, inner.looked)
        self.arrays = max(self.arrays, inner.arrays)
        self.called += inner.called
        self.nodes += inner.nodes
        self.kept += inner.kept

    def line(self) -> bytes:
        """The bytes up to the next newline, which is passed over."""
        stop = self.data.find(b"\n", self.pos, self.safe)
        if stop >= 0:
            text = self.data[self.pos : stop]
            self.pos = stop + 1
            self.kept += len(text)
            return text
        text = self.window.upto(self.offset, BLOCK)
        stop = text.find(b"\n")
        if stop < 0:
            text = self.window.upto(self.offset, LINE)
            stop = text.find(b"\n")
        if stop < 0:
            if len(text) < LINE:
                raise Truncated("the pickle ends inside a line")
            raise LimitExceeded(f"a line longer than {LINE} bytes")
        self.pos += stop + 1
        self.kept += stop
        return text[:stop]

    def name_line(self) -> str:
        text = self.line()
        return text[: NAME + 1].decode("utf-8", "surrogateescape")

    def mark(self) -> list[object]:
        """The values above the last mark, which are taken off."""
        above = self.stack
        self.stack = self.metastack.pop()
        return above

    def named(self, module: object, name: object) -> Global:
        """The global of that name: the same node each time."""
        if not isinstance(module, str) or not isinstance(name, str):
            self.note("a name to import that is no text")
            module = module if isinstance(module, str) else _UNRESOLVED
            name = name if isinstance(name, str) else _UNRESOLVED
        if len(module) > NAME or len(name) > NAME:  # os.path.os.path and so on, to be believed
            self.note(f"a name to import of more than {NAME} characters")
            module, name = module[:NAME], _UNRESOLVED
        known = self.imports.get((module, name))
        if known is None:
            if len(self.imports) >= IMPORTS:
                raise LimitExceeded(f"more than {IMPORTS} imports")
            if not _IMPORTABLE.fullmatch(f"{module} {name}"):
                self.note("an unusual name to import")
            danger = _UNRESOLVED in (module, name) or is_dangerous(module, name)
            known = Global(module, name, self.offset, danger)
            self.imports[module, name] = known
            known.watched = known.path in WATCHED
            self.watching = self.watching or known.watched
        known.uses += 1
        return known

    def stored(self, identity: object) -> object:
        """What a persistent id stands for: old torch wraps classes of modules in one."""
        match identity:
            case ("module", Global() as kind, file, source, *_) | (Global() as kind, file, source):
                if source and len(self.sources) < NESTED:
                    self.sources.append((kind.path, file[:NAME] if isinstance(file, str) else ""))
                return kind
        return Persistent(identity)

    def call(self, function: object, arguments: object) -> Call:
        """The node of a call; one of a dangerous name is kept for the report."""
        self.nodes += 1
        self.called += 1
        made = Call(function, arguments)
        if isinstance(function, Global):
            if function.watched and is_idiom(function.name, arguments):
                function.idioms += 1
            elif function.dangerous and len(self.calls) < CALLS:
                self.calls.append((self.offset, made))
        elif not isinstance(function, Call):
            self.note("a call of something that is no name")
        return made

    def extend(self, target: object, values: list[object]) -> None:
        """Put `values` into a list, a set or an object."""
        if isinstance(target, list):
            target.extend(values)
        elif isinstance(target, Call):
            if target.items is None:
                target.items = values
            else:
                target.items.extend(values)
        elif target is not UNKNOWN:
            self.note("items appended to something that is no list")

    def set_items(self, target: object, values: list[object]) -> None:
        """Put keys and values in turn into a dictionary or an object."""
        if len(values) % 2:
            raise Malformed("a key without a value")
        if isinstance(target, Mapping):
            target.pairs.extend(values)
        elif isinstance(target, Call):
            if target.pairs is None:
                target.pairs = values
            else:
                target.pairs.extend(values)
        elif target is not UNKNOWN:
            self.note("items set in something that is no dictionary")
