"""`sample_rows`: the first rows of the first record batch of Arrow data.

A batch is a list of nodes (length, nulls), one for each field in preorder, and a list of buffers
(offset, length in the body): for each field a bitmap of what is there, then by its type the values,
or offsets and values. A compressed buffer begins with i64 its unpacked length; -1: not compressed.
Unions, views and run-ends end the sample: what stands behind such a field is not read.

Source: apache/arrow docs/source/format/Columnar.rst ("RecordBatch message", "Compression") and
format/Schema.fbs, format/Message.fbs; slots are numbered in the order there.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.reading.arrow.messages import BATCH, Message, read_message
from mediascan.reading.compression.inflate import Method, head_of
from mediascan.reading.compression.lz4_blocks import first_bytes, read_frame
from mediascan.reading.encodings.flatbuffer import Table
from mediascan.reading.nature.sample import RECORDS, Sample
from mediascan.reading.window import Window

_MOST = 1 << 18  # bytes read of one buffer
_ITEMS = 1 << 16  # items of the lists of one column
_FIELDS = 256  # at the top level
_DEEP = 8
_MESSAGES = 16  # dictionaries that may stand before the first batch
_NULL, _INT, _FLOAT, _BINARY, _TEXT, _BOOL, _LIST, _STRUCT = 1, 2, 3, 4, 5, 6, 12, 13
_FIXED_BINARY, _FIXED_LIST, _MAP, _LARGE_BINARY, _LARGE_TEXT, _LARGE_LIST = 15, 16, 17, 19, 20, 21
_OFFSETS = dict.fromkeys((_BINARY, _TEXT, _LIST, _MAP), 4)  # bytes of one offset
_OFFSETS |= dict.fromkeys((_LARGE_BINARY, _LARGE_TEXT, _LARGE_LIST), 8)
_OPAQUE = frozenset((7, 8, 9, 10, 11, 18))  # decimal, date, time, timestamp, interval, duration
_CODES = {8: "b", 16: "h", 32: "i", 64: "q"}
_FLOATS = ("e", "f", "d")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: int
    code: str = ""  # of `struct`, for numbers
    size: int = 0  # bytes, or items of a list, of one value
    coded: bool = False  # by a dictionary
    inside: tuple["_Field", ...] = ()


def sample_rows(window: Window, schema: Table, first_batch_at: int) -> Sample | None:
    """The first rows; None where there is no batch, or nothing of it can be read."""
    if not first_batch_at:
        return None
    columns: dict[str, Sequence[Any]] = {}
    try:
        message = _first_batch(window, first_batch_at)
        reader = _Reader(window, message)
        rows = min(RECORDS, max(0, message.header.number(0, "q")))
        for number, one in enumerate(schema.tables(1)):
            if number >= _FIELDS:
                break
            known = _field(one, _DEEP)
            columns[known.name] = reader.values(known, 0, rows)
    except (InputFault, struct.error):
        pass  # what was read before tells
    if not columns:
        return None
    texts = [len(one) for one in columns.values() if any(isinstance(v, str) for v in one[:1])]
    sample = Sample()
    for row in range(min(texts, default=max(map(len, columns.values())))):
        sample.add({name: one[row] for name, one in columns.items() if row < len(one)})
    return sample if sample.records else None


def _first_batch(window: Window, at: int) -> Message:
    for _ in range(_MESSAGES):
        message = read_message(window, at)
        if message is None:
            break
        if message.kind == BATCH:
            return message
        at = message.stop
    raise Malformed("no batch")


def _field(one: Table, depth: int) -> _Field:
    if not depth:
        raise LimitExceeded(f"a field deeper than {_DEEP}")
    kind, details = one.number(2, "B"), one.table(3)
    if details is None:
        raise Malformed("a column without a type")
    code, size = "", 0
    if kind == _INT:
        code = _CODES.get(details.number(0, "i"), "")
        code = code if details.number(1, "B") else code.upper()
    elif kind == _FLOAT:
        precision = details.number(0, "h")
        code = _FLOATS[precision] if 0 <= precision < len(_FLOATS) else ""
    elif kind in (_FIXED_BINARY, _FIXED_LIST):
        size = details.number(0, "i")
    inside = tuple(_field(child, depth - 1) for child in one.tables(5))
    return _Field(one.text(0, 256), kind, code, size, one.table(4) is not None, inside)


@dataclass(slots=True)
class _Reader:
    """The nodes and buffers of one batch, taken one after another."""

    window: Window
    message: Message
    buffers: list[tuple[int, ...]] = field(default_factory=list)
    codec: int = -1
    taken: int = 0

    def __post_init__(self) -> None:
        header = self.message.header
        count = self.window.bounded(header.vector(2, 16)[1])
        self.buffers = [one for one, _ in zip(header.structs(2, "qq"), range(count), strict=False)]
        compression = header.table(3)
        if compression is not None:
            self.codec = compression.number(0, "b")

    def values(self, one: _Field, start: int, count: int) -> Sequence[Any]:
        """The values of `one` from row `start` on; fewer than `count` where they are too long."""
        if one.kind == _NULL:
            return [None] * count
        valid = self._bits(start, count)
        found = self._given(one, start, count)
        return [
            value if row >= len(valid) or valid[row] else None for row, value in enumerate(found)
        ]

    def _given(self, one: _Field, start: int, count: int) -> Sequence[Any]:
        if one.coded or one.kind in _OPAQUE:
            self._skip()
            return [None] * count
        if one.kind in (_INT, _FLOAT) and one.code:
            return self._numbers(one.code, start, count)
        if one.kind == _BOOL:
            return self._bits(start, count)
        if one.kind == _STRUCT:
            columns = {inner.name: self.values(inner, start, count) for inner in one.inside}
            length = min(map(len, columns.values()), default=count)
            return [{name: held[row] for name, held in columns.items()} for row in range(length)]
        if one.kind in _OFFSETS:
            return self._listed(one, start, count)
        return self._fixed(one, start, count)

    def _fixed(self, one: _Field, start: int, count: int) -> Sequence[Any]:
        if one.size < 0 or one.kind not in (_FIXED_BINARY, _FIXED_LIST):
            raise Malformed(f"a column of type {one.kind} is not read")
        if one.kind == _FIXED_BINARY:
            data = self._buffer(start * one.size, count * one.size)
            whole = len(data) // one.size if one.size else 0
            return [data[at * one.size : (at + 1) * one.size] for at in range(whole)]
        if not one.inside:
            raise Malformed("a list of nothing")
        fits = min(count, _ITEMS // max(1, one.size))
        inner = self.values(one.inside[0], start * one.size, fits * one.size)
        return [list(inner[at * one.size : (at + 1) * one.size]) for at in range(fits)]

    def _listed(self, one: _Field, start: int, count: int) -> Sequence[Any]:
        """Texts, bytes or lists: by the offsets of `count` + 1 rows."""
        code = "i" if _OFFSETS[one.kind] == 4 else "q"
        ends = list(self._numbers(code, start, count + 1))
        if not ends:
            self._skip_inside(one)
            return []
        most = _ITEMS if one.inside else _MOST
        fits = [at for at in ends if 0 <= at - ends[0] <= most]
        pairs = [(at - ends[0], end - ends[0]) for at, end in pairwise(fits)]
        if any(at > end for at, end in pairs):
            raise Malformed("offsets that do not rise")
        length = pairs[-1][1] if pairs else 0
        if one.inside:
            inner = self.values(one.inside[0], ends[0], length)
            return [list(inner[at:end]) for at, end in pairs if end <= len(inner)]
        data = self._buffer(ends[0], length)
        kept = [data[at:end] for at, end in pairs if end <= len(data)]
        if one.kind in (_TEXT, _LARGE_TEXT):
            return [value.decode("utf-8", "replace") for value in kept]
        return kept

    def _skip_inside(self, one: _Field) -> None:
        if one.inside:
            self.values(one.inside[0], 0, 0)
        else:
            self._skip()

    def _numbers(self, code: str, start: int, count: int) -> Sequence[Any]:
        layout = struct.Struct("<" + code)
        data = self._buffer(start * layout.size, count * layout.size)
        whole = data[: len(data) // layout.size * layout.size]
        return [value for (value,) in layout.iter_unpack(whole)]

    def _bits(self, start: int, count: int) -> Sequence[bool]:
        first = start // 8
        data = self._buffer(first, (start + count + 7) // 8 - first)
        bits = int.from_bytes(data, "little") >> (start - first * 8)
        return [bool(bits >> at & 1) for at in range(min(count, len(data) * 8))]

    def _skip(self) -> None:
        self.taken += 1

    def _buffer(self, start: int, length: int) -> bytes:
        """`length` bytes from `start` on of the next buffer, or fewer."""
        if self.taken >= len(self.buffers):
            raise Malformed("a batch with too few buffers")
        offset, size = self.buffers[self.taken]
        self.taken += 1
        if offset < 0 or size < 0 or offset + size > self.message.body_length:
            raise Malformed("a buffer outside of its batch")
        length = min(length, _MOST)
        part = self.window.cut(self.message.body_at + offset, size)
        if not size or length <= 0:
            return b""
        if self.codec >= 0:
            unpacked = part.cursor().number("q")
            part = part.cut(8, size - 8)
            if unpacked != -1:
                return self._unpacked(part, start + length)[start:]
        return part.upto(start, length)

    def _unpacked(self, part: Window, length: int) -> bytes:
        if length > 2 * _MOST:
            raise LimitExceeded(f"{length} bytes of a compressed buffer")
        if self.codec == 1:
            return head_of(part, Method.ZSTD, length)
        frame = read_frame(part)
        if frame is None:
            raise Malformed("a buffer that is no LZ4 frame")
        return first_bytes(part, frame, length)
