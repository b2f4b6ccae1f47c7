"""Fields of a Torch7 file: binary in little endian, or ASCII with blanks and lines between.

Source: torch/torch7 File.lua, lib/TH/THDiskFile.c. A long takes 8 bytes (4 on Windows, not read).
"""

import re
from typing import Protocol

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.window import Window

_LINE = re.compile(rb"[^\n]{0,4096}\n")
_NUMBER = re.compile(rb"-?[0-9]{1,19}", re.ASCII)
_CHUNK = 4096
_LONGEST = 1 << 16


class Fields(Protocol):
    """What both forms offer."""

    at: int

    def integer(self) -> int: ...
    def integers(self, count: int) -> list[int]: ...
    def number(self) -> None: ...
    def text(self, keep: int) -> str: ...
    def skip(self, count: int, width: int) -> int: ...


class _Buffered:
    """Reads small pieces from a chunk, so that a jump costs no whole page."""

    __slots__ = ("_chunk", "_start", "_window", "at")

    def __init__(self, window: Window) -> None:
        self._window = window
        self._chunk = b""
        self._start = 0
        self.at = 0

    def _take(self, length: int) -> bytes:
        data = self._peek(length)
        if len(data) < length:
            raise Truncated(f"{length} bytes at {self.at} of {self._window.size}")
        self.at += length
        return data[:length]

    def _peek(self, length: int) -> bytes:
        start = self.at - self._start
        if not 0 <= start <= len(self._chunk) - length:
            most = min(max(length, _CHUNK), self._window.size - self.at)
            self._chunk = self._window.sparse(self.at, most)
            self._start = self.at
            start = 0
        return self._chunk[start : start + length]

    def _jump(self, length: int) -> int:
        if length < 0 or self.at + length > self._window.size:
            missing = self.at + length - self._window.size
            raise Truncated(f"{missing} bytes of a storage at {self.at} are missing")
        self.at += length
        return length


class Binary(_Buffered):
    """Fields as a program with 32-bit int and 64-bit long wrote them."""

    def integer(self) -> int:
        return int.from_bytes(self._take(4), "little", signed=True)

    def integers(self, count: int) -> list[int]:
        data = self._take(8 * count)
        starts = range(0, len(data), 8)
        return [int.from_bytes(data[at : at + 8], "little", signed=True) for at in starts]

    def number(self) -> None:
        self._take(8)

    def text(self, keep: int) -> str:
        length = self.integer()
        if length < 0:
            raise Malformed(f"a text of {length} bytes at {self.at}")
        data = self._peek(min(length, keep))
        self._jump(length)
        return data.decode("utf-8", "backslashreplace")

    def skip(self, count: int, width: int) -> int:
        """Pass `count` numbers; returns their bytes."""
        return self._jump(count * width)


class Ascii(_Buffered):
    """Fields with a line each, or several on one."""

    def integer(self) -> int:
        return self._row(1)[0]

    def integers(self, count: int) -> list[int]:
        return self._row(count)

    def number(self) -> None:
        self._line()

    def text(self, keep: int) -> str:
        length = self.integer()
        if not 0 <= length < _LONGEST:
            raise Malformed(f"a text of {length} bytes at {self.at}")
        data = self._take(length)
        if self._take(1) != b"\n":
            raise Malformed(f"a text before {self.at} is not as long as told")
        return data[:keep].decode("utf-8", "backslashreplace")

    def skip(self, count: int, width: int) -> int:
        """Pass a line of `count` numbers: each takes two bytes at least, so it is looked for."""
        del width
        if not count:
            return 0
        if count * 2 > self._window.size - self.at:
            raise Truncated(f"{count} numbers at {self.at} do not fit into the file")
        return self._skip_line()

    def _skip_line(self) -> int:
        start = self.at
        for _ in range(self._window.size // _CHUNK + 2):
            piece = self._window.upto(self.at, _CHUNK)
            end = piece.find(b"\n")
            self.at += end + 1 if end >= 0 else len(piece)
            if end >= 0 or not piece:
                break
        return self.at - start

    def _line(self) -> bytes:
        found = _LINE.match(self._peek(_CHUNK + 1))
        if not found:
            raise Malformed(f"no line of fields at {self.at}")
        self.at += found.end()
        return found[0][:-1]

    def _row(self, count: int) -> list[int]:
        if not count:
            return []  # Torch ends a line only behind a number
        words = self._line().split(b" ")
        if len(words) != count or not all(map(_NUMBER.fullmatch, words)):
            raise Malformed(f"the line before {self.at} has no {count} numbers")
        return [int(word) for word in words]
