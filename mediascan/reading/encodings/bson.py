"""BSON, MongoDB's binary JSON, as Python values; the bytes of binary values are passed over.

Layout: i32 length of the document, elements {type, name with a zero byte, value}, zero byte. A
document inside a document is read with its own length checked against the outer one.

Source: https://bsonspec.org/spec.html
"""

from typing import Any, NamedTuple

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.window import Window

_DEPTH = 200  # Flux nests a layer some ten documents deep
_MOST = 200_000  # elements of one file
_NAME = 256  # bytes of a name; longer ones are none of a model
_FIXED = {0x01: 8, 0x07: 12, 0x08: 1, 0x09: 8, 0x0A: 0, 0x06: 0, 0x10: 4, 0x11: 8, 0x12: 8}
_FIXED |= {0x13: 16, 0x7F: 0, 0xFF: 0}
_TEXTS = (0x02, 0x0D, 0x0E)
_CHUNK = 4096


class Binary(NamedTuple):
    """Where the bytes of a binary value are."""

    at: int
    size: int


class Documents:
    """Reads one document and those inside of it."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._start = 0
        self._chunk = b""
        self.at = 0
        self.elements = 0

    def read(self) -> dict[str, Any]:
        """The document that is all of the window. Raises `Malformed` where it is none."""
        if self._window.size < 5 or self._length() != self._window.size:
            raise Malformed("the length of the document is not that of the file")
        return self._document(self._window.size, 0)

    def _length(self) -> int:
        return int.from_bytes(self._take(4), "little", signed=True)

    def _document(self, end: int, depth: int) -> dict[str, Any]:
        """The elements up to `end`, behind the length."""
        if depth > _DEPTH:
            raise LimitExceeded(f"documents nested deeper than {_DEPTH}")
        found: dict[str, Any] = {}
        for _ in range(_MOST):
            kind = self._take(1)[0]
            if not kind:
                break
            self.elements += 1
            if self.elements > _MOST:
                raise LimitExceeded(f"more than {_MOST} elements")
            name = self._name()
            found[name] = self._value(kind, end, depth)
        if self.at != end:
            raise Malformed(f"a document ends at {self.at}, not at {end}")
        return found

    def _value(self, kind: int, end: int, depth: int) -> Any:
        if kind in (0x03, 0x04):
            start = self.at
            length = self._length()
            if length < 5 or start + length > end:
                raise Malformed(f"a document of {length} bytes at {start}")
            inner = self._document(start + length, depth + 1)
            return list(inner.values()) if kind == 0x04 else inner
        if kind in _TEXTS:
            return self._text(end)
        if kind == 0x05:
            return self._binary(end)
        if kind not in _FIXED:
            raise Malformed(f"an element of type {kind:02x} at {self.at}")
        data = self._take(_FIXED[kind])
        if kind in (0x10, 0x12):
            return int.from_bytes(data, "little", signed=True)
        return bool(data[0]) if kind == 0x08 else None

    def _text(self, end: int) -> str:
        length = self._length()
        if not 1 <= length <= end - self.at:
            raise Malformed(f"a text of {length} bytes at {self.at}")
        at = self.at
        self.at += length
        keep = self._peek_at(at, min(length - 1, TEXT_LENGTH))
        return keep.decode("utf-8", "backslashreplace")

    def _binary(self, end: int) -> Binary:
        length = self._length()
        self._take(1)  # subtype
        found = Binary(self.at, length)
        if not 0 <= length <= end - self.at:
            raise Malformed(f"binary data of {length} bytes at {self.at}")
        self.at += length
        return found

    def _name(self) -> str:
        data = self._peek_at(self.at, min(_NAME, self._window.size - self.at))
        stop = data.find(b"\0")
        if stop < 0:
            raise Malformed(f"a name of more than {_NAME} bytes at {self.at}")
        self.at += stop + 1
        return data[:stop].decode("utf-8", "backslashreplace")

    def _take(self, length: int) -> bytes:
        if self.at + length > self._window.size:
            raise Truncated(f"{length} bytes at {self.at} of {self._window.size}")
        data = self._peek_at(self.at, length)
        self.at += length
        return data

    def _peek_at(self, at: int, length: int) -> bytes:
        start = at - self._start
        if not 0 <= start <= len(self._chunk) - length:
            most = min(max(length, _CHUNK), self._window.size - at)
            self._chunk = self._window.sparse(at, most)
            self._start = at
            start = 0
        return self._chunk[start : start + length]
