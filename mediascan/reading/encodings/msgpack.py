"""Walks MessagePack without building its values: what Flax and T5X write their states in.

A token is one head and the bytes that it announces; maps and arrays announce tokens. Payloads are
passed by seeking, so a checkpoint of gigabytes costs a few kilobytes a tensor at the most.

Source: https://github.com/msgpack/msgpack/blob/master/spec.md
"""

from collections.abc import Iterator
from typing import NamedTuple

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.window import Window

MAP, ARRAY, TEXT, BINARY, EXTENSION, INTEGER, OTHER = range(7)
DEPTH = 64  # nesting of maps and arrays
KEY = 256  # bytes kept of a key
_CHUNK = 1024  # bytes looked at together: the head of an array and the keys before it
_HEAD = 9  # bytes of the longest head
_SIZED = {  # head byte -> kind, bytes of the length or count behind it
    0xC4: (BINARY, 1),
    0xC5: (BINARY, 2),
    0xC6: (BINARY, 4),
    0xC7: (EXTENSION, 1),
    0xC8: (EXTENSION, 2),
    0xC9: (EXTENSION, 4),
    0xD9: (TEXT, 1),
    0xDA: (TEXT, 2),
    0xDB: (TEXT, 4),
    0xDC: (ARRAY, 2),
    0xDD: (ARRAY, 4),
    0xDE: (MAP, 2),
    0xDF: (MAP, 4),
}
_NO_SIZE = (OTHER, 0)
_KEYS = (TEXT, BINARY)
_NUMBERS = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
_FLOATS = {0xCA: 4, 0xCB: 8}


def may_be_map(head: bytes) -> bool:
    """Whether `head` starts a map whose first key is a text or bytes."""
    behind = {0xDE: 3, 0xDF: 5}.get(head[0], 1)
    key = head[behind : behind + 1]
    return bool(key) and (0xA0 <= key[0] <= 0xBF or _SIZED.get(key[0], _NO_SIZE)[0] in _KEYS)


class Token(NamedTuple):
    """One value: `value` of a number, count of a container, code of an extension."""

    kind: int
    value: int
    at: int  # where its payload starts
    size: int  # of the payload; 0 for numbers and containers


class Walker:
    """Reads tokens one after another, from `at` of its window on."""

    __slots__ = ("_chunk", "_start", "_window", "at", "missing")

    def __init__(self, window: Window, at: int = 0) -> None:
        self._window = window
        self._start = 0
        self._chunk = b""
        self.at = at
        self.missing = 0  # bytes of the payload in which the window ends

    def token(self) -> Token:
        """The token at `at`, which moves behind it. Raises `Truncated` where it is cut off."""
        head = self._peek()
        if not head:
            raise Truncated(f"nothing at {self.at}, where a value should be")
        found = _read(head, self.at)
        if found.at + found.size > self._window.size:
            self.missing = found.at + found.size - self._window.size
            raise Truncated(f"a value at {self.at} lacks {self.missing} bytes")
        self.at = found.at + found.size
        return found

    def payload(self, token: Token, keep: int) -> bytes:
        """Up to `keep` bytes of the token's payload."""
        length = min(token.size, keep)
        start = token.at - self._start
        if 0 <= start <= len(self._chunk) - length:
            return self._chunk[start : start + length]
        return self._window.sparse(token.at, length)

    def text(self, token: Token, keep: int = KEY) -> str:
        return self.payload(token, keep).decode("utf-8", "backslashreplace")

    def _peek(self) -> bytes:
        start = self.at - self._start
        if not 0 <= start <= len(self._chunk) - _HEAD:
            length = min(_CHUNK, self._window.size - self.at)
            self._chunk = self._window.sparse(self.at, length)
            self._start = self.at
            start = 0
        return self._chunk[start : start + _HEAD]


def _read(head: bytes, at: int) -> Token:
    byte = head[0]
    if byte < 0x80 or byte >= 0xE0:
        return Token(INTEGER, byte if byte < 0x80 else byte - 256, at + 1, 0)
    if byte < 0xA0:
        return Token(MAP if byte < 0x90 else ARRAY, byte & 15, at + 1, 0)
    if byte < 0xC0:
        return Token(TEXT, 0, at + 1, byte & 31)
    if byte in _SIZED:
        return _sized(head, at, *_SIZED[byte])
    return _plain(head, at)


def _plain(head: bytes, at: int) -> Token:
    """A number, a small extension, nil or a truth value."""
    byte = head[0]
    if byte in _NUMBERS:
        width = _NUMBERS[byte]
        value = int.from_bytes(_behind(head, at, width), "big", signed=byte >= 0xD0)
        return Token(INTEGER, value, at + 1 + width, 0)
    if byte >= 0xD4:
        return Token(EXTENSION, _behind(head, at, 1)[0], at + 2, 1 << (byte - 0xD4))
    if byte == 0xC1:
        raise Malformed(f"byte C1 at {at}, which is never used")
    return Token(OTHER, byte, at + 1, _FLOATS.get(byte, 0))


def _sized(head: bytes, at: int, kind: int, width: int) -> Token:
    number = int.from_bytes(_behind(head, at, width), "big")
    if kind in (MAP, ARRAY):
        return Token(kind, number, at + 1 + width, 0)
    if kind == EXTENSION:
        code = _behind(head, at, width + 1)[-1]
        return Token(kind, code, at + 2 + width, number)
    return Token(kind, 0, at + 1 + width, number)


def _behind(head: bytes, at: int, width: int) -> bytes:
    if len(head) < 1 + width:
        raise Truncated(f"a value at {at} is cut off in its head")
    return head[1 : 1 + width]


def leaves(walker: Walker, most: int) -> Iterator[tuple[tuple[str, ...], Token]]:
    """Each value of the tree at the walker that is no container, with its keys; the indices of
    an array are keys. Empty containers are leaves.

    Raises `Malformed` for keys that are no texts or numbers, `LimitExceeded` for trees of more
    than `most` tokens or deeper than DEPTH, `Truncated` where the window ends.
    """
    path: list[str] = []
    open_: list[list[int]] = []  # kind, items left, index of the next
    for _ in range(most):
        if open_ and not _advance(walker, open_, path):
            if not open_:
                return
            continue
        found = walker.token()
        if found.kind in (MAP, ARRAY) and found.value:
            if len(open_) >= DEPTH:
                raise LimitExceeded(f"MessagePack nested deeper than {DEPTH}")
            open_.append([found.kind, found.value, 0])
            path.append("")
        else:
            yield tuple(path), found
            if not open_:
                return
    raise LimitExceeded(f"MessagePack of more than {most} values")


def _advance(walker: Walker, open_: list[list[int]], path: list[str]) -> bool:
    """Go to the next item of the innermost container; False where it has ended."""
    inner = open_[-1]
    if not inner[1]:
        open_.pop()
        path.pop()
        return False
    inner[1] -= 1
    if inner[0] == ARRAY:
        path[-1] = str(inner[2])
        inner[2] += 1
        return True
    key = walker.token()
    if key.kind == TEXT:
        path[-1] = walker.text(key)
    elif key.kind == INTEGER:
        path[-1] = str(key.value)
    else:
        raise Malformed(f"a key before {walker.at} that is no text")
    return True
