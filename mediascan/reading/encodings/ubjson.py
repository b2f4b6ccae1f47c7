"""UBJSON (draft 12) from hostile bytes: bounded items and nesting; rows of numbers are passed over.

A value is a letter and what follows: numbers are big endian, a text is a length and its bytes, a
key is a text without its letter. An array may announce "$", a type, and "#", a count; one of
numbers of one type then is its numbers alone, and only its length is told here.

Source: https://github.com/ubjson/universal-binary-json/tree/master/spec12
"""

from typing import Any

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.window import Window

ITEMS = 2_000_000
_KEPT = 4096  # items kept of an array
_INTEGERS = {"i": "b", "U": "B", "I": "h", "l": "i", "L": "q"}
_SIZES = {"i": 1, "U": 1, "I": 2, "l": 4, "L": 8, "d": 4, "D": 8, "C": 1}
_CONSTANTS = {"T": True, "F": False, "Z": None}


class Numbers:
    """A row of numbers that was passed over."""

    __slots__ = ("count",)

    def __init__(self, count: int) -> None:
        self.count = count


class Reader:
    """Reads the values of one window, one after another, from `at` on."""

    def __init__(self, window: Window) -> None:
        self._cursor = window.cursor(0, ">")
        self._deepest = window.limits.depth
        self._items = 0

    @property
    def at(self) -> int:
        """Behind what was read."""
        return self._cursor.at

    def value(self) -> Any:
        """The next value: dict, list (its first items), Numbers, text, int, bool or None."""
        return self._value(self._letter(), 0)

    def _letter(self) -> str:
        return self._cursor.take(1).decode("latin-1")

    def _value(self, letter: str, depth: int) -> Any:
        self._items += 1
        if self._items > ITEMS or depth > self._deepest:
            raise LimitExceeded(f"UBJSON of more than {ITEMS} items or {self._deepest} levels")
        if letter in _INTEGERS:
            return self._cursor.number(_INTEGERS[letter])
        if letter in _CONSTANTS:
            return _CONSTANTS[letter]
        if letter == "S":
            return self._text()
        if letter == "{":
            return self._object(depth)
        if letter == "[":
            return self._array(depth)
        if letter in _SIZES:
            self._cursor.skip(_SIZES[letter])
            return None
        raise Malformed(f"no UBJSON value at byte {self.at - 1}")

    def _length(self) -> int:
        letter = self._letter()
        length = self._cursor.number(_INTEGERS[letter]) if letter in _INTEGERS else -1
        if length < 0 or length > self._cursor.left:
            raise Malformed(f"no UBJSON length at byte {self.at}")
        return length

    def _text(self) -> str:
        length = self._length()
        kept = self._cursor.take(min(length, TEXT_LENGTH * 8))
        self._cursor.skip(length - len(kept))
        return kept.decode("utf-8", "backslashreplace")

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for _ in range(ITEMS):
            letter = self._letter()
            if letter == "}":
                return found
            if letter not in _INTEGERS:
                raise Malformed(f"no UBJSON key at byte {self.at - 1}")
            self._cursor.at -= 1
            key = self._text()
            value = self._value(self._letter(), depth + 1)
            if len(found) < LIST_LENGTH:
                found[key] = value
        raise LimitExceeded(f"an object of more than {ITEMS} keys")

    def _array(self, depth: int) -> "list[Any] | Numbers":
        letter = self._letter()
        if letter == "$":
            kind = self._letter()
            if self._letter() != "#" or kind not in _SIZES:
                raise Malformed(f"no UBJSON row at byte {self.at - 1}")
            return self._row(kind)
        count = self._length() if letter == "#" else ITEMS
        found: list[Any] = []
        letter = self._letter() if letter == "#" and count else letter
        for number in range(count):
            if letter == "]":
                return found
            value = self._value(letter, depth + 1)
            if len(found) < _KEPT:
                found.append(value)
            if number < count - 1:
                letter = self._letter()
        return found

    def _row(self, kind: str) -> Numbers:
        letter = self._letter()
        count = self._cursor.number(_INTEGERS[letter]) if letter in _INTEGERS else -1
        if count < 0:
            raise Malformed(f"no UBJSON length at byte {self.at}")
        self._cursor.skip(count * _SIZES[kind])
        return Numbers(count)
