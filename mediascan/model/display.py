r"""Hostile names made into safe, lossless text: the only way a name from evidence reaches people.

Escaped, as `\xHH` (bytes that are not UTF-8), `\u{H}` (everything else): C0 and C1 controls
with ESC, newline and tab, DEL, line and paragraph separators, surrogates, private use and
unassigned code points, every format character (Unicode category Cf: bidirectional controls and
isolates, zero-width characters, tags), white space other than the plain space, and the backslash
itself, doubled, so that the text can be turned back into the bytes. A backslash and a slash stand
between a container and its member. Rendering to HTML, Markdown
or a terminal escapes markup on top of this; rich is never given such text as markup.
"""

import re
import sys
import unicodedata

_ESCAPE = re.compile(r"\\(?:\\|/|x([0-9a-f]{2})|u\{([0-9a-f]{1,6})\})", re.ASCII)
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def show(name: bytes | str) -> str:
    """`name` as one line of harmless text that stands for exactly these bytes."""
    if isinstance(name, bytes):
        if name.isascii() and name.decode("ascii").isprintable() and b"\\" not in name:
            return name.decode("ascii")
        name = name.decode("utf-8", "surrogateescape")
    if "\0/" in name:  # the path of a member: see model/source.py
        return "\\/".join(map(show, name.split("\0/")))
    return "".join(_safe(letter) for letter in name)


def harmless(text: str) -> str:
    """`text` without what could act on a terminal, for words that may hold a raw name.

    What `show` made stays as it is, since the backslash is left alone.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if letter == "\\" else _safe(letter) for letter in text)


def unshow(text: str) -> bytes:
    """The bytes for which `show` gave `text`; what is no escape of it stands for itself."""
    return _ESCAPE.sub(_letter, text).encode("utf-8", "surrogateescape")


def _letter(found: re.Match[str]) -> str:
    if found[1]:
        return chr(0xDC00 + int(found[1], 16))
    if found[0] == "\\/":
        return "\0/"
    code = int(found[2], 16) if found[2] else ord("\\")
    return chr(code) if code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF else found[0]


def _safe(letter: str) -> str:
    if letter == "\\":
        return "\\\\"
    if " " <= letter <= "~":
        return letter
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, as surrogateescape carries it
        return f"\\x{code - 0xDC00:02x}"
    if unicodedata.category(letter) in _HIDDEN or letter.isspace():
        return f"\\u{{{code:x}}}"
    return letter
