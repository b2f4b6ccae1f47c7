"""Protobuf as text, without its schema: `name: value`, `name { ... }`, `name: [a, b]`, # comments.

Source: https://protobuf.dev/reference/protobuf/textformat-spec/
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mediascan.model.errors import LimitExceeded, Malformed, Truncated

_TOKEN = re.compile(
    r"(?P<space>[\s;,]+|\#[^\n]*)"
    r"|(?P<text>\"(?:[^\"\\\n]++|\\.)*+\"|'(?:[^'\\\n]++|\\.)*+')"
    r"|(?P<extension>\[[A-Za-z_][\w.]*/?[\w./-]*\])"
    r"|(?P<word>[-+]?[\w.][\w.+-]*)"
    r"|(?P<sign>[{}<>\[\]:])"
)
_DEPTH = 64
_MOST = 4_000_000  # tokens
OPEN, CLOSE = "{", "}"


class Item(NamedTuple):
    """A value of a field, or the start ("{") or the end ("}") of a message; `path` leads to it."""

    path: tuple[str, ...]
    value: str
    sign: str = ""  # OPEN or CLOSE; empty for a value


def items(text: str) -> Iterator[Item]:
    """The fields of `text` in order.

    Raises `Malformed` where it is no such text, `Truncated` where a message is not closed.
    """
    state, at = _State(), 0
    for _ in range(_MOST):
        token = _TOKEN.match(text, at)
        if token is None:
            break
        at = token.end()
        if token.lastgroup != "space":
            item = state.take(token.lastgroup or "", token[0])
            if item:
                yield item
    if at < len(text):
        raise Malformed(f"no protobuf as text at character {at}")
    if state.stack or state.name:
        raise Truncated("the text ends inside a message")


class _State:
    """Where in a text the walk is."""

    def __init__(self) -> None:
        self.stack: list[str] = []  # names of the messages around
        self.name = ""  # whose value is awaited
        self._colon = False
        self._many = False  # a list of values is open

    def take(self, kind: str, word: str) -> Item | None:
        """Take one token; the item that it completes."""
        if not self.name:
            return self._between(kind, word)
        if word in ("{", "<"):
            return self._open()
        if word == ":" and not self._colon:
            self._colon = True
        elif word == "[" and self._colon and not self._many:
            self._many = True
        elif word == "]" and self._many:
            self.name = ""
        elif not self._colon or kind == "sign":
            raise Malformed(f"{word!r:.40} behind the name {self.name!r:.80}")
        else:
            item = Item((*self.stack, self.name), word[1:-1] if kind == "text" else word)
            self.name = self.name if self._many else ""
            return item
        return None

    def _between(self, kind: str, word: str) -> Item | None:
        """Where a name or the end of a message is awaited."""
        if word in ("}", ">") and self.stack:
            item = Item(tuple(self.stack), "", CLOSE)
            self.stack.pop()
            return item
        if kind not in ("word", "extension"):
            raise Malformed(f"{word!r:.40} in place of a name")
        self.name, self._colon, self._many = word, False, False
        return None

    def _open(self) -> Item:
        self.stack.append(self.name)
        if len(self.stack) > _DEPTH:
            raise LimitExceeded(f"text nested deeper than {_DEPTH}")
        self.name = ""
        return Item(tuple(self.stack), "", OPEN)
