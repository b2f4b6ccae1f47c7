"""Dictionaries of CNTK version 2, as Python values without the numbers of arrays.

Source: microsoft/CNTK Source/CNTKv2LibraryDll/proto/CNTK.proto.
"""

from dataclasses import dataclass, field
from math import prod
from typing import Any

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.encodings.protobuf import (
    FIXED32,
    FIXED64,
    LEN,
    VARINT,
    Field,
    fields,
    message,
    numbers,
    payload,
)
from mediascan.reading.window import Window

_MOST_VALUES = 200_000
_DIMENSIONS = 32
_TYPES = {1: ("float32", 4), 2: ("float64", 8), 4: ("float16", 2), 5: ("int8", 1), 6: ("int16", 2)}
_WIRES = {  # of a DictionaryValue
    **dict.fromkeys((1, 2, 3, 4, 5), VARINT),
    6: FIXED32,
    7: FIXED64,
    **dict.fromkeys((8, 9, 10, 11, 12, 13), LEN),
}


@dataclass(slots=True)
class View:
    """An NDArrayView: the numbers of a parameter."""

    dtype: str = ""
    shape: list[int] = field(default_factory=list)
    data_bytes: int = 0
    item_bytes: int = 0

    @property
    def fits(self) -> bool:
        return not self.item_bytes or prod(self.shape) * self.item_bytes == self.data_bytes


class Reader:
    """Reads dictionaries; all of them share one bound of values."""

    def __init__(self) -> None:
        self.left = _MOST_VALUES
        self.views: list[View] = []

    def dictionary(self, window: Window, found: dict[str, Any]) -> None:
        """Read the dictionary that is all of `window` into `found`, so far as it is one."""
        for one in fields(window, _MOST_VALUES):
            if one.missing or (one.number, one.wire) not in ((1, VARINT), (2, LEN)):
                raise Malformed(f"field {one.number} in a dictionary")
            if one.number == 2:
                key, value = self._entry(message(window, one))
                found[key] = value

    def _entry(self, window: Window) -> tuple[str, Any]:
        key, value = "", None
        for one in fields(window, 4):
            if one.wire != LEN or one.missing or one.number not in (1, 2):
                raise Malformed(f"field {one.number} in an entry of a dictionary")
            if one.number == 1:
                key = _text(window, one)
            else:
                value = self._value(message(window, one))
        return key, value

    def _value(self, window: Window) -> Any:
        self.left -= 1
        if self.left < 0:
            raise LimitExceeded(f"more than {_MOST_VALUES} values")
        value: Any = None
        for one in fields(window, 8):
            if _WIRES.get(one.number) != one.wire or one.missing:
                raise Malformed(f"field {one.number} in a value")
            if one.number in (3, 4, 5):
                value = one.value
            elif one.number == 8:
                value = _text(window, one)
            elif one.number >= 9:
                value = self._message(message(window, one), one.number)
        return value

    def _message(self, window: Window, number: int) -> Any:
        if number == 9:
            return _shape(window)
        if number == 11:
            return [self._value(message(window, one)) for one in _values(window)]
        if number == 12:
            found: dict[str, Any] = {}
            self.dictionary(window, found)
            return found
        if number == 13:
            view = _view(window)
            self.views.append(view)
            return view
        return None


def _values(window: Window) -> list[Field]:
    found = []
    for one in fields(window, _MOST_VALUES):
        if (one.number, one.wire) != (1, LEN) or one.missing:
            raise Malformed(f"field {one.number} in a vector")
        found.append(one)
    return found


def _shape(window: Window) -> list[int]:
    found: list[int] = []
    for one in fields(window, _DIMENSIONS):
        if one.number != 1 or one.missing:
            raise Malformed(f"field {one.number} in a shape")
        found += numbers(window, one, _DIMENSIONS)
    if len(found) > _DIMENSIONS or any(length >= 1 << 48 for length in found):
        return []  # free dimensions are written as the largest numbers
    return found


def _view(window: Window) -> View:
    view = View()
    for one in fields(window, 8):
        if one.missing or one.number > 7:
            raise Malformed(f"field {one.number} in an array")
        if one.number == 1 and one.wire == VARINT:
            view.dtype, view.item_bytes = _TYPES.get(one.value, (f"type {one.value}", 0))
        elif one.number == 3 and one.wire == LEN:
            view.shape = _shape(message(window, one))
        elif one.number >= 4 and one.wire == LEN:
            for inner in fields(message(window, one), 8):
                view.data_bytes += inner.size if inner.wire == LEN else 0
            if one.number == 7:
                view.item_bytes = 0  # numbers of changing length
    return view


def _text(window: Window, one: Field) -> str:
    text = payload(window, one, TEXT_LENGTH).decode("utf-8", "replace")
    if not text.isprintable():
        raise Malformed(f"a text at {one.at} that does not print")
    return text
