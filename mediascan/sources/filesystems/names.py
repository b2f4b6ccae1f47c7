"""Names as a file system has them, made fit for a path."""

import re

from mediascan.model.source import join

_NO_NAMES = frozenset((b"", b".", b".."))
_ESCAPES = ((b"%", b"%25"), (b"/", b"%2F"), (b"\0", b"%00"))


# What a path cannot hold as it is: to be asked of each name.
unfit = re.compile(rb"\A\.{0,2}\Z|[/\0]").search


def full_path(folder: bytes, name: bytes) -> bytes:
    """The path of `name`; what no path can hold (a slash, a NUL, "." and "..") is escaped.

    Such names are no accident: on the system that uses the drive nobody can open them.
    """
    if b"/" in name or b"\0" in name:
        for plain, escaped in _ESCAPES:
            name = name.replace(plain, escaped)
    if name in _NO_NAMES:
        name = {b"": b"%", b".": b"%2E"}.get(name, b"%2E%2E")
    return join(folder, name)
