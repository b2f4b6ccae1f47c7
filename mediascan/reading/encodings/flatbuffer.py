"""FlatBuffers tables, read through a window: what Arrow messages, TFLite and others are built of.

A table starts with an i32, the way back to its vtable; the vtable tells for each slot of the
schema where in the table the field lies, or 0. Texts, vectors and other tables are reached by a
u32 that counts forward from where it stands, so a walk always ends; but two of them may share a
target, so `Buffer` counts the tables that a walk has opened, and what it took from vectors.

Source: flatbuffers.dev/internals ("Flatbuffer internals").
"""

import struct
from collections.abc import Iterator

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.window import Window

TABLES = 200_000  # opened in one buffer: a schema of some fifty thousand columns
_VTABLE_BYTES = 1024  # largest vtable believed: 510 slots
_VECTOR_READ = 1 << 16  # bytes of a vector fetched at once
_BLOCK = 1 << 14  # bytes fetched at once for tables and texts
ITEMS = 4_000_000  # numbers taken from the vectors of one buffer
_OFTEN = 1024  # tables between two looks at the clock
_BLOCKS = 256  # blocks kept: 4 MiB, so that most buffers are read once
_LAYOUTS = {code: struct.Struct("<" + code) for code in "bBhHiIqQ"}


class Buffer:
    """One FlatBuffer: its bytes, and how many tables have been opened in it.

    Writers build from the end, so a walk along a vector of tables goes back and forth and down.
    The window's own pages serve reads that go forward; here blocks at fixed places are kept.
    """

    __slots__ = ("_blocks", "end", "opened", "taken", "window")

    def __init__(self, window: Window) -> None:
        self.window = window
        self.opened = 0
        self.taken = 0
        self.end = 0  # how far it was read: its length stands nowhere
        self._blocks: dict[int, bytes] = {}

    def bytes_at(self, at: int, length: int) -> bytes:
        """Exactly `length` bytes at `at`. Raises `Truncated` where they leave the buffer."""
        self.end = max(self.end, at + length)
        number, start = divmod(at, _BLOCK)
        if start + length > _BLOCK or at + length > self.window.size:
            return self.window.read(at, length)
        block = self._blocks.get(number)
        if block is None:
            if len(self._blocks) >= _BLOCKS:
                self._blocks.clear()
            block = self._blocks[number] = self.window.upto(number * _BLOCK, _BLOCK)
        return block[start : start + length]

    def root(self) -> "Table":
        """The root table. Raises `Malformed` or `Truncated` where there is none."""
        return self.table_at(self.target(0))

    def number(self, at: int, code: str) -> int:
        """The integer at `at`; `code` is a `struct` letter."""
        layout = _LAYOUTS[code]
        value = layout.unpack(self.bytes_at(at, layout.size))[0]
        return int(value)

    def target(self, at: int) -> int:
        """Where the offset at `at` leads: always forward, never out of the buffer."""
        to = at + self.number(at, "I")
        if not at < to <= self.window.size - 4:
            raise Malformed(f"an offset at {at} leads to {to} in a buffer of {self.window.size}")
        return to

    def text_at(self, at: int, keep: int) -> str:
        """The first `keep` bytes of the text at `at`; what is not UTF-8 is shown as escapes.

        Raises `Malformed` where the zero byte behind it is missing.
        """
        length = self.number(at, "I")
        end = at + 4 + length
        if end >= self.window.size or self.bytes_at(end, 1) != b"\0":
            raise Malformed(f"the text at {at} does not end with a zero byte")
        return self.bytes_at(at + 4, min(length, keep)).decode("utf-8", "backslashreplace")

    def take(self, count: int) -> None:
        """Count `count` numbers of a vector, which many tables may share."""
        self.taken += count
        if self.taken > ITEMS:
            raise LimitExceeded(f"more than {ITEMS} numbers in the vectors of one buffer")

    def open(self, count: int = 1) -> None:
        """Count `count` tables, or texts of a vector."""
        self.opened += count
        if self.opened > TABLES:
            raise LimitExceeded(f"more than {TABLES} tables in one buffer")

    def table_at(self, at: int) -> "Table":
        """The table at `at`, with its vtable checked and counted."""
        self.open()
        if not self.opened % _OFTEN:
            self.window.check_time()  # blocks that are kept cost no read
        vtable = at - self.number(at, "i")
        if not 0 <= vtable <= self.window.size - 4:
            raise Malformed(f"the table at {at} has its vtable at {vtable}")
        size, length = self.number(vtable, "H"), self.number(vtable + 2, "H")
        if size % 2 or not 4 <= size <= _VTABLE_BYTES or length < 4:
            raise Malformed(f"vtable of {size} bytes for a table of {length}")
        if vtable + size > self.window.size or at + length > self.window.size:
            raise Malformed(f"the table at {at} or its vtable runs past the end of the buffer")
        fields = struct.unpack(f"<{size // 2 - 2}H", self.bytes_at(vtable + 4, size - 4))
        if any(field >= length for field in fields):
            raise Malformed(f"a field of the table at {at} lies outside of it")
        return Table(self, at, fields)


class Table:
    """One table: fields by slot, the position of the field in the schema, counted from 0.

    A union takes two slots: the first holds its type, the second the table.
    """

    __slots__ = ("_buffer", "_fields", "at")

    def __init__(self, buffer: Buffer, at: int, fields: tuple[int, ...]) -> None:
        self._buffer = buffer
        self._fields = fields
        self.at = at

    def number(self, slot: int, code: str, default: int = 0) -> int:
        """The integer in `slot`, or the schema's `default` where it is left out."""
        at = self._field(slot)
        return self._buffer.number(at, code) if at else default

    def table(self, slot: int) -> "Table | None":
        """The table that `slot` leads to."""
        at = self._field(slot)
        return self._buffer.table_at(self._buffer.target(at)) if at else None

    def text(self, slot: int, keep: int) -> str:
        """The first `keep` bytes of the text in `slot`; what is not UTF-8 is shown as escapes.

        Raises `Malformed` where the zero byte behind it is missing.
        """
        at = self._field(slot)
        return self._buffer.text_at(self._buffer.target(at), keep) if at else ""

    def texts(self, slot: int, most: int, keep: int) -> list[str]:
        """The first `most` texts of a vector of texts, each as `text` gives it."""
        at, count = self.vector(slot, 4)
        self._buffer.open(min(count, most))
        return [
            self._buffer.text_at(self._buffer.target(at + 4 * number), keep)
            for number in range(min(count, most))
        ]

    def numbers(self, slot: int, code: str, most: int) -> list[int]:
        """The first `most` integers of a vector; `code` is a `struct` letter."""
        size = _LAYOUTS[code].size
        at, count = self.vector(slot, size)
        self._buffer.take(min(count, most))
        return [self._buffer.number(at + size * number, code) for number in range(min(count, most))]

    def vector(self, slot: int, item_size: int) -> tuple[int, int]:
        """(offset of the first item, number of items) of the vector in `slot`, else (0, 0)."""
        field = self._field(slot)
        if not field:
            return 0, 0
        at = self._buffer.target(field)
        count = self._buffer.number(at, "I")
        if at + 4 + count * item_size > self._buffer.window.size:
            raise Malformed(f"a vector of {count} items at {at} runs past the end of the buffer")
        return at + 4, count

    def tables(self, slot: int) -> Iterator["Table"]:
        """The tables of a vector of tables, one after another."""
        at, count = self.vector(slot, 4)
        for number in range(self._buffer.window.bounded(count)):
            yield self._buffer.table_at(self._buffer.target(at + 4 * number))

    def structs(self, slot: int, layout: str) -> Iterator[tuple[int, ...]]:
        """The structs of a vector as numbers; `layout` in letters of `struct`, padding as x."""
        one = struct.Struct("<" + layout)
        at, count = self.vector(slot, one.size)
        length = self._buffer.window.bounded(count) * one.size
        step = _VECTOR_READ // one.size * one.size
        for start in range(0, length, step):
            data = self._buffer.window.read(at + start, min(step, length - start))
            self._buffer.take(len(data) // one.size)
            yield from one.iter_unpack(data)

    def _field(self, slot: int) -> int:
        """Where the field of `slot` lies in the buffer; 0 where it is left out."""
        offset = self._fields[slot] if slot < len(self._fields) else 0
        return self.at + offset if offset else 0
