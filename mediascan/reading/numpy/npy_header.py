"""The header of a NumPy array file: a Python literal, read here without evaluating anything.

Layout (numpy/lib/format.py): 0x93 "NUMPY", u8 major, u8 minor, length of the header as u16 (major
1) or u32 (2 and 3), then the text of a dictionary with descr, fortran_order and shape.
"""

import re
from dataclasses import dataclass
from math import prod

from mediascan.model.errors import LimitExceeded, Malformed, Truncated

MAGIC = b"\x93NUMPY"
LONGEST = 1 << 20  # bytes of a header; NumPy itself refuses more than 10,000 unless told to trust
_DEEPEST = 16  # brackets inside one another: fields of fields
_DIMENSIONS = 64  # NPY_MAXDIMS of NumPy 2
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,20})L?|(?P<word>True|False|None)"
    r"|[ub]?'(?P<single>(?:[^'\\\n]++|\\.)*+)'|[ub]?\"(?P<double>(?:[^\"\\\n]++|\\.)*+)\""
    r"|(?P<sign>[{}()\[\],:]))"
)
_SIMPLE = re.compile(r"[<>|=]?([?a-zA-Z])([0-9]{0,18})(?:\[[0-9a-zA-Z]{1,16}\])?")
_WORDS = {"True": True, "False": False, "None": None}
_CLOSING = {"{": "}", "(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Array:
    """What the header says; `start` is where the data begins."""

    version: str
    start: int
    descr: object  # text, or a list of fields
    fortran: bool
    shape: tuple[int, ...]

    @property
    def elements(self) -> int:
        return prod(self.shape)

    @property
    def dtype(self) -> str:
        """As the file says it; "structured" where it has fields."""
        return self.descr if isinstance(self.descr, str) else "structured"

    @property
    def holds_objects(self) -> bool:
        """Whether a pickle stands in place of the numbers."""
        return _has_objects(self.descr)

    @property
    def size(self) -> int:
        """Bytes of the data. Raises `Malformed` for a dtype that NumPy does not have."""
        return self.elements * _width(self.descr, 0)

    @property
    def fields(self) -> dict[str, str]:
        """Name and dtype of each field of a structured array."""
        if not isinstance(self.descr, list):
            return {}
        return {_name(one): _shown(one) for one in self.descr}


def header_size(head: bytes) -> int:
    """Bytes before the data, told by the first 12; 0 where this is no array file."""
    if not head.startswith(MAGIC) or len(head) < 12 or head[6] not in {1, 2, 3}:
        return 0
    if head[6] == 1:
        return 10 + int.from_bytes(head[8:10], "little")
    return 12 + int.from_bytes(head[8:12], "little")


def parse_header(head: bytes) -> Array:
    """The header in `head`, which holds at least its first `header_size(head)` bytes.

    Raises `Malformed` where it is no header that NumPy would accept, `LimitExceeded` where it is
    longer than LONGEST, `Truncated` where it is cut.
    """
    start = header_size(head)
    if not start:
        raise Malformed("no NPY header")
    if start > LONGEST:
        raise LimitExceeded(f"NPY header of {start} bytes; limit {LONGEST}")
    if len(head) < start:
        raise Truncated(f"NPY header of {start} bytes, {len(head)} are there")
    text = head[10 if head[6] == 1 else 12 : start]
    value = _Literal(text.decode("utf-8" if head[6] == 3 else "latin-1", "replace")).whole()
    match value:
        case {
            "descr": str() | list() as descr,
            "fortran_order": bool(order),
            "shape": tuple(sizes),
        }:
            _width(descr, 0)
            return Array(f"{head[6]}.{head[7]}", start, descr, order, _shape(sizes))
    raise Malformed("the NPY header lacks descr, fortran_order or shape")


def _shape(sizes: tuple[object, ...]) -> tuple[int, ...]:
    lengths = tuple(n for n in sizes if isinstance(n, int) and not isinstance(n, bool))
    if len(lengths) != len(sizes) or len(sizes) > _DIMENSIONS or max(lengths, default=0) >> 63:
        raise Malformed("the shape is not a tuple of lengths")
    return lengths


def _width(descr: object, depth: int) -> int:
    """Bytes of one element."""
    if isinstance(descr, str):
        found = _SIMPLE.fullmatch(descr)
        if not found:
            raise Malformed(f"no dtype: {descr!r:.40}")
        return int(found[2] or 1) * (4 if found[1] == "U" else 1)
    if isinstance(descr, tuple) and depth <= _DEEPEST:
        return _field_width((None, *descr), depth + 1)  # an array inside a field
    if not isinstance(descr, list) or depth > _DEEPEST:
        raise Malformed("no dtype: neither a text nor a list of fields")
    return sum(_field_width(one, depth + 1) for one in descr)


def _field_width(field: object, depth: int) -> int:
    match field:
        case (_, descr):
            return _width(descr, depth)
        case (_, descr, tuple(sizes)):
            return _width(descr, depth) * prod(_shape(sizes))
        case (_, descr, int(size)):
            return _width(descr, depth) * size
    raise Malformed("a field without name and dtype")


def _has_objects(descr: object) -> bool:
    if isinstance(descr, str):
        return "O" in descr
    if isinstance(descr, tuple):
        return any(_has_objects(one) for one in descr[:1])
    if isinstance(descr, list):
        return any(_has_objects(one[1]) for one in descr if isinstance(one, tuple) and one[1:])
    return False


def _name(field: object) -> str:
    match field:
        case ((_, str(name)), *_) | (str(name), *_):
            return name
    return "?"


def _shown(field: object) -> str:
    match field:
        case (_, str(descr)):
            return descr
        case (_, str(descr), tuple(sizes)):
            return f"{descr}{list(sizes)}"
    return "structured"


class _Literal:
    """Reads texts, whole numbers, True, False, None, tuples, lists and dictionaries."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def whole(self) -> object:
        """The one value of the text. Raises `Malformed` where it is none, or more."""
        value = self._value(self._next(), 0)
        if self._text[self._at :].strip(" \n\x00"):
            raise Malformed("something behind the NPY header's dictionary")
        return value

    def _next(self) -> "re.Match[str]":
        found = _TOKEN.match(self._text, self._at)
        if not found:
            raise Malformed(f"no Python literal at {self._at} of the NPY header")
        self._at = found.end()
        return found

    def _value(self, token: "re.Match[str]", depth: int) -> object:
        match token.lastgroup:
            case "number":
                return int(token["number"])
            case "word":
                return _WORDS[token["word"]]
            case "sign" if token["sign"] in _CLOSING and depth < _DEEPEST:
                return self._items(token["sign"], depth + 1)
            case "single" | "double" as group:
                return token[group]
        raise Malformed(f"no Python literal at {self._at} of the NPY header")

    def _items(self, opening: str, depth: int) -> object:
        items: list[object] = []
        keys: list[object] = []
        comma = False
        while (token := self._next())["sign"] != _CLOSING[opening]:
            if items and not comma:
                raise Malformed("values of the NPY header without a comma")
            value = self._value(token, depth)
            if opening == "{":
                keys.append(value)
                self._expect(":")
                value = self._value(self._next(), depth)
            items.append(value)
            comma = self._took_comma()
        if opening == "[":
            return items
        if opening == "(":
            return tuple(items) if comma or len(items) != 1 else items[0]
        return {str(key): value for key, value in zip(keys, items, strict=True)}

    def _expect(self, sign: str) -> None:
        if self._next()["sign"] != sign:
            raise Malformed(f"no {sign} at {self._at} of the NPY header")

    def _took_comma(self) -> bool:
        found = _TOKEN.match(self._text, self._at)
        if found and found["sign"] == ",":
            self._at = found.end()
            return True
        return False
