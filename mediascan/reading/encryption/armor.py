"""Bytes spelled as base64 between a line BEGIN and a line END: the text form of age and OpenPGP.

Sources: RFC 7468 section 2 (age takes its strict form), RFC 9580 section 6.2 (headers such as
`Comment: ...`, a blank line, and a checksum line that begins with "=").
"""

import base64
import binascii
import re
from dataclasses import dataclass

from mediascan.reading.window import Window

HEAD = 1 << 16  # bytes of text decoded
_TAIL = 256
_LETTERS = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_WHITE = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Armored:
    """The text form of something."""

    data: bytes  # the first bytes behind it
    size: int  # bytes behind all of it; -1 where it does not end
    headers: dict[str, str]


def armored(window: Window, begin: bytes, end: bytes) -> Armored | None:
    """What stands between `begin` at the start and `end`; None where that is no base64."""
    text = window.upto(0, HEAD)
    if not text.startswith(begin):
        return None
    stop = text.find(end)
    whole = stop >= 0 or window.upto(max(0, window.size - _TAIL), _TAIL).rstrip().endswith(end)
    lines = text[len(begin) : stop if stop >= 0 else len(text)].split(b"\n")
    headers: dict[str, str] = {}
    spelled: list[bytes] = []
    for line in lines[1:]:
        key, colon, value = line.partition(b": ")
        if colon and not spelled and len(headers) < 16:
            headers[key.decode("latin-1")] = value.strip().decode("utf-8", "replace")
        elif line.strip(_WHITE) and not line.startswith(b"="):
            spelled.append(line.strip(_WHITE))
    data = unspelled(b"".join(spelled))
    if not data:
        return None
    size = len(data)
    if stop < 0 and whole and spelled:
        size = _whole_size(window, len(begin), len(lines[1]) + 1, len(end))
    return Armored(data, size if whole else -1, headers)


def _whole_size(window: Window, begin: int, line: int, end: int) -> int:
    """Bytes behind a text that is too long to be decoded, give or take some bytes at its end."""
    letters = window.size - begin - end - 2
    return letters * (line - 1) // line * 3 // 4


def unspelled(text: bytes, *, urls: bool = False) -> bytes:
    """The bytes that the base64 letters `text` spell, as far as groups of four go; else empty."""
    if urls:
        text = text.translate(bytes.maketrans(b"-_", b"+/"))
    if not _LETTERS.fullmatch(text):
        return b""
    try:
        return base64.b64decode(text[: len(text) // 4 * 4])
    except (binascii.Error, ValueError):
        return b""
