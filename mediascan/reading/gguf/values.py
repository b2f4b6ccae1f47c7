"""Values of a GGUF header: numbers, texts and arrays, each read once and kept only in short.

A text is its length and UTF-8. An array is u32 type of its items, their count, the items. Lengths
and counts are u64, in version 1 u32. A vocabulary is an array of some 100,000 texts, of which
nothing is kept but the first few and the count.

Source: ggml `docs/gguf.md`, sections "File Structure" and "Historical State".
"""

import struct
from dataclasses import dataclass

from mediascan.model.errors import Malformed, Truncated
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.window import PAGE, Window

_BOOL, _STRING, _ARRAY = 7, 8, 9
_SCALARS = {  # type -> its name and its `struct` letter
    0: ("u8", "B"),
    1: ("i8", "b"),
    2: ("u16", "H"),
    3: ("i16", "h"),
    4: ("u32", "I"),
    5: ("i32", "i"),
    6: ("f32", "f"),
    _BOOL: ("bool", "B"),
    10: ("u64", "Q"),
    11: ("i64", "q"),
    12: ("f64", "d"),
}
_FLOAT32, _FLOAT64 = 6, 12
_KEEP = 4 * TEXT_LENGTH  # bytes kept of a text: UTF-8 has at most 4 a character
_KEEP_ITEM = 64  # bytes kept of a text in an array
_SHOW = 8  # items of an array that are shown
_LONGEST_KEY = 65_535  # docs/gguf.md: "at most 2^16-1 bytes long"


@dataclass(frozen=True, slots=True)
class Value:
    """One value: `text` for people; `number` where it is whole; `count` where it is an array."""

    at: int  # where its key starts
    size: int  # bytes of the key, the type and the value
    text: str
    is_text: bool = False
    number: int | None = None  # of an array, the largest of those shown
    count: int | None = None
    items: tuple[str, ...] = ()  # the first texts of an array of them


class ValueReader:
    """Reads values one after another, from `at` of `window` on.

    The methods raise `Truncated` where the file ends inside of a value, and `Malformed` for a type
    or a value that does not exist.
    """

    __slots__ = ("_length", "_order", "_window", "at")

    def __init__(self, window: Window, at: int, order: str, *, wide: bool) -> None:
        self._window = window
        self._order = order
        self._length = struct.Struct(order + ("Q" if wide else "I"))
        self.at = at

    def number(self, code: str) -> int:
        """One whole number; `code` is a `struct` letter."""
        cursor = self._window.cursor(self.at, self._order)
        value = cursor.number(code)
        self.at = cursor.at
        return value

    def length(self) -> int:
        """A length or a count, as wide as the version has them."""
        value: int = self._length.unpack(self._take(self._length.size))[0]
        return value

    def text(self, keep: int = _KEEP) -> str:
        """A text; only its first `keep` bytes are read."""
        length = self.length()
        start = self.at
        self._skip(length)
        return self._window.read(start, min(length, keep)).decode("utf-8", "backslashreplace")

    def key(self) -> str:
        """A text that names something: short, and UTF-8 all through."""
        start = self.at
        length = self.length()
        if length > _LONGEST_KEY:
            raise Malformed(f"name of {length} bytes at {start}; {_LONGEST_KEY} are allowed")
        try:
            return self._take(length).decode("utf-8")
        except UnicodeDecodeError as bad:
            raise Malformed(f"name at {start} is not UTF-8") from bad

    def value(self, key_at: int) -> Value:
        """The type and the value at `at`, whose key starts at `key_at`."""
        kind = self.number("I")
        if kind == _STRING:
            text = self.text()
            return Value(key_at, self.at - key_at, text, is_text=True)
        if kind == _ARRAY:
            return self._array(key_at)
        if kind not in _SCALARS:
            raise Malformed(f"value type {kind} at {self.at - 4} does not exist")
        number, text = self._scalars(kind, 1)
        return Value(key_at, self.at - key_at, text, number=number)

    def _array(self, key_at: int) -> Value:
        kind = self.number("I")
        count = self.length()
        if kind == _STRING:
            items = self._strings(count)
            text = f"{count} x string: {', '.join(items)}{_more(count)}"
            return Value(key_at, self.at - key_at, text, count=count, items=items)
        if kind not in _SCALARS:
            raise Malformed(f"array of type {kind} at {self.at} does not exist")
        start = self.at
        number, text = self._scalars(kind, min(count, _SHOW))
        self.at = start
        self._skip(count * struct.calcsize("<" + _SCALARS[kind][1]))
        text = f"{count} x {_SCALARS[kind][0]}: {text}{_more(count)}"
        return Value(key_at, self.at - key_at, text, number=number, count=count)

    def _scalars(self, kind: int, count: int) -> tuple[int | None, str]:
        """`count` numbers: the largest where they are whole, and all as text."""
        layout = struct.Struct(f"{self._order}{count}{_SCALARS[kind][1]}")
        values = layout.unpack(self._take(layout.size))
        if kind in (_FLOAT32, _FLOAT64):
            digits = ".7g" if kind == _FLOAT32 else ".16g"  # as many as the type can tell apart
            return None, ", ".join(format(one, digits) for one in values)
        if kind == _BOOL:
            if any(one > 1 for one in values):
                raise Malformed(f"truth value at {self.at - layout.size} is neither 0 nor 1")
            return None, ", ".join("true" if one else "false" for one in values)
        return max(values, default=None), ", ".join(map(str, values))

    def _strings(self, count: int) -> tuple[str, ...]:
        """Walk over `count` texts; the first few are returned."""
        if count * self._length.size > self._window.size - self.at:
            raise Truncated(f"{count} texts announced at {self.at}; the file is too short for them")
        first = [self.text(_KEEP_ITEM) for _ in range(min(count, _SHOW))]
        left = count - len(first)
        while left:
            passed = self._skip_strings(left)
            if not passed:
                raise Truncated(f"the file ends before the last {left} of {count} texts")
            left -= passed
        return tuple(first)

    def _skip_strings(self, most: int) -> int:
        """Walk over the texts, up to `most`, that start in the next page; returns how many."""
        page = self._window.upto(self.at, PAGE)
        unpack, width = self._length.unpack_from, self._length.size
        last = len(page) - width
        at = passed = 0
        while at <= last and passed < most:
            at += width + unpack(page, at)[0]
            passed += 1
        self._skip(at)
        return passed

    def _take(self, length: int) -> bytes:
        data = self._window.read(self.at, length)
        self.at += length
        return data

    def _skip(self, length: int) -> None:
        if self.at + length > self._window.size:
            raise Truncated(f"{length} bytes at {self.at} of a file of {self._window.size}")
        self.at += length


def _more(count: int) -> str:
    return ", ..." if count > _SHOW else ""
