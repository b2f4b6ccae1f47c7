"""Thrift's compact protocol, read without a schema: what a Parquet footer is written in.

A struct is a row of fields that a zero byte ends. A field is one byte, the step from the last
field's id in its high half and the type in its low half, and then the value; a high half of zero
means that the id follows. Numbers are zigzag varints. Nothing tells how long a struct is, so what
is not wanted is walked over. The walk counts values, depth and time, and keeps nothing.

Source: apache/thrift doc/specs/thrift-compact-protocol.md.
"""

import re
from collections.abc import Iterator

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.encodings.thrift_pattern import small_list, small_struct
from mediascan.reading.window import Window

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT, UUID = range(1, 14)
VALUES = 32_000_000  # in one block; some ten seconds of a slow machine
_VARINT_BYTES = 10  # 64 bits, 7 a byte
_CHECK = 1 << 16  # values between two looks at the clock
_WIDTHS = {TRUE: 1, FALSE: 1, BYTE: 1, DOUBLE: 8, UUID: 16}  # of an element of a list
_PAST_END = "a value runs past the end of its block"


class CompactReader:
    """Walks the values in `window`, which is read at once; `at` is where the next one starts.

    The methods raise `Truncated` where the window ends inside of a value, `Malformed` for a type
    that does not exist or is not the one asked for, and `LimitExceeded` for too much of anything.
    """

    __slots__ = ("_data", "_depth", "_due", "_spent", "_window", "at")

    def __init__(self, window: Window) -> None:
        self._window = window
        self._data = window.read(0, window.size)
        self._depth = 0
        self._spent = 0
        self._due = _CHECK
        self.at = 0

    @property
    def left(self) -> int:
        """Bytes behind the values that were read."""
        return len(self._data) - self.at

    def fields(self) -> Iterator[tuple[int, int]]:
        """(id, type) of each field of the struct at `at`; the caller reads or skips its value."""
        self._enter()
        data = self._data
        field = count = 0
        while True:
            try:
                head = data[self.at]
            except IndexError:
                raise Truncated(_PAST_END) from None
            self.at += 1
            if head == 0:
                break
            count += 1
            if head > 15:
                field += head >> 4
            else:
                field = _zigzag(self._varint())
            yield field, head & 15
        self._leave(count)

    def integer(self, wire: int) -> int:
        """A whole number of type `wire`."""
        if wire in (I16, I32, I64):
            return _zigzag(self._varint())
        if wire == BYTE:
            return int.from_bytes(self.binary_of(1), "little", signed=True)
        raise Malformed(f"type {wire} where a whole number belongs")

    def binary(self, wire: int, keep: int) -> bytes:
        """The first `keep` bytes of a text or of bytes; `at` goes behind all of them."""
        if wire != BINARY:
            raise Malformed(f"type {wire} where text belongs")
        length = self._varint()
        start = self.at
        self._advance(length)
        return self._data[start : start + min(length, keep)]

    def binary_of(self, length: int) -> bytes:
        """Exactly `length` bytes."""
        start = self.at
        self._advance(length)
        return self._data[start : self.at]

    def structs(self, wire: int) -> range:
        """One step for each struct in a list of structs: a bound for the caller's loop."""
        if wire != LIST:
            raise Malformed(f"type {wire} where a list belongs")
        count, element = self._list_header()
        if count and element != STRUCT:
            raise Malformed(f"a list of type {element} where structs belong")
        return range(count)

    def skip(self, wire: int) -> None:
        """Walk over a field's value of type `wire`."""
        if wire in (I16, I32, I64):
            self._varint()
        elif wire == BINARY:
            self._advance(self._varint())
        elif wire == STRUCT:
            if not self._skip_small(small_struct()):
                self.numbers(0)
        elif wire in (LIST, SET):
            if not self._skip_small(small_list()):
                self._skip_list()
        elif wire == MAP:
            self._skip_map()
        elif wire in _WIDTHS:
            self._advance(0 if wire in (TRUE, FALSE) else _WIDTHS[wire])
        else:
            raise Malformed(f"type {wire} does not exist")

    def numbers(self, below: int) -> list[int]:
        """The whole numbers of the struct at `at`, by field id below `below`; 0 where it has none.

        All else is skipped. Does the work of `fields`, `integer` and `skip` in one loop, as most
        of a large footer passes here.
        """
        self._enter()
        data = self._data
        values = [0] * below
        field = count = 0
        try:
            while head := data[self.at]:
                self.at += 1
                count += 1
                field = field + (head >> 4) if head > 15 else _zigzag(self._varint())
                wire = head & 15
                if I16 <= wire <= I64:
                    number = self._varint()
                    if 0 <= field < below:
                        values[field] = _zigzag(number)
                else:
                    self.skip(wire)
        except IndexError:
            raise Truncated(_PAST_END) from None
        self.at += 1
        self._leave(count)
        return values

    def _skip_small(self, pattern: re.Pattern[bytes]) -> bool:
        """Whether one match of `pattern` has walked over the value."""
        found = pattern.match(self._data, self.at)
        if found is None:
            return False
        self._spend((found.end() - self.at) // 4)  # a field of a footer takes about four bytes
        self.at = found.end()
        return True

    def _skip_list(self) -> None:
        count, element = self._list_header()
        if element in _WIDTHS:
            self._advance(count * _WIDTHS[element])
            return
        self._enter()
        for _ in range(count):
            self.skip(element)
        self._leave(count)

    def _skip_map(self) -> None:
        count = self._bounded(self._varint())
        if not count:
            return  # an empty map has no byte of types
        types = self.binary_of(1)[0]
        self._enter()
        for _ in range(count):
            for wire in (types >> 4, types & 15):
                self._advance(1) if wire in (TRUE, FALSE) else self.skip(wire)
        self._leave(2 * count)

    def _list_header(self) -> tuple[int, int]:
        """(number of elements, their type); fifteen in the high half means that a varint tells."""
        head = self.binary_of(1)[0]
        count = head >> 4
        return self._bounded(self._varint() if count == 15 else count), head & 15

    def _bounded(self, count: int) -> int:
        if count > self.left:  # each element takes a byte at least
            raise Truncated(f"{count} elements announced in {self.left} bytes")
        return self._window.bounded(count)

    def _varint(self) -> int:
        data = self._data
        at = self.at
        try:
            byte = data[at]
            value = byte & 127
            shift = 7
            while byte > 127:
                at += 1
                byte = data[at]
                value |= (byte & 127) << shift
                shift += 7
                if shift > 7 * _VARINT_BYTES:
                    raise Malformed("a number longer than 64 bits")
        except IndexError:
            raise Truncated(_PAST_END) from None
        self.at = at + 1
        return value

    def _advance(self, length: int) -> None:
        if length > self.left:
            raise Truncated(_PAST_END)
        self.at += length

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > self._window.limits.depth:
            raise LimitExceeded(f"nested deeper than {self._window.limits.depth}")

    def _leave(self, values: int) -> None:
        self._depth -= 1
        self._spend(values + 1)

    def _spend(self, values: int) -> None:
        self._spent += values
        if self._spent > self._due:
            self._due = self._spent + _CHECK
            self._window.check_time()
            if self._spent > VALUES:
                raise LimitExceeded(f"more than {VALUES} values in one block")


def _zigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)
