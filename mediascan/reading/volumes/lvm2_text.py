"""The text of LVM2: `name = value`, `name { ... }`, lists in brackets, comments behind a hash.

Source: lvm2 `libdm/libdm-config.c`.
"""

import re
from typing import Any

from mediascan.model.errors import LimitExceeded, Malformed

DEPTH_MOST = 16
TOKENS_MOST = 2_000_000  # a group of 10,000 volumes takes 800,000
_TOKEN = re.compile(
    r"""\s*(?:\#[^\n]*|(?P<text>"(?:[^"\\]|\\.)*+")|(?P<word>[\w.+\-/@:]+)|(?P<mark>[{}=\[\],]))"""
)


def parse_text(text: str) -> dict[str, Any]:
    """The sections and values of `text`. Raises `Malformed` or `LimitExceeded`."""
    stack: list[dict[str, Any]] = [{}]
    name = ""
    tokens = _tokens(text)
    for kind, said in tokens:
        if kind == "word" and not name:
            name = said
        elif said == "}" and not name and len(stack) > 1:
            stack.pop()
        elif said == "{" and name:
            if len(stack) > DEPTH_MOST:
                raise LimitExceeded(f"sections nested deeper than {DEPTH_MOST}")
            inner: dict[str, Any] = {}
            stack[-1][name] = inner
            stack.append(inner)
            name = ""
        elif said == "=" and name:
            stack[-1][name] = _value(tokens)
            name = ""
        else:
            raise Malformed(f"unexpected {said[:40]!r} in the metadata")
    if len(stack) > 1 or name:
        raise Malformed("metadata that ends within a section")
    return stack[0]


def _value(tokens: Any) -> Any:
    kind, said = next(tokens, ("", ""))
    if said != "[":
        return _scalar(kind, said)
    found: list[Any] = []
    for kind, said in tokens:
        if kind == "mark":
            if said == "]":
                return found
            if said != ",":
                raise Malformed(f"unexpected {said!r} in a list")
        else:
            found.append(_scalar(kind, said))
    raise Malformed("a list without an end")


def _scalar(kind: str, said: str) -> int | str:
    if kind == "text":
        return re.sub(r"\\(.)", r"\1", said[1:-1])
    if kind != "word":
        raise Malformed(f"unexpected {said[:40]!r} as a value")
    return int(said) if re.fullmatch(r"-?[0-9]{1,20}", said) else said


def _tokens(text: str) -> Any:
    at, count = 0, 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            if text[at:].strip():
                raise Malformed(f"unexpected {text[at : at + 20]!r} in the metadata")
            return
        at = match.end()
        count += 1
        if count > TOKENS_MOST:
            raise LimitExceeded(f"more than {TOKENS_MOST} words of metadata")
        if match.lastgroup:
            yield match.lastgroup, match[match.lastgroup]
