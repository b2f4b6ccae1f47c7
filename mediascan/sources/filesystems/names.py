"""Names as a file system has them, made fit for a path."""

from mediascan.model.source import join

_ESCAPES = ((b"%", b"%25"), (b"/", b"%2F"), (b"\0", b"%00"))


def full_path(folder: bytes, name: bytes) -> bytes:
    """The path of `name`; what no path can hold (a slash, a NUL, "." and "..") is escaped.

    Such names are no accident: on the system that uses the drive nobody can open them.
    """
    if b"/" in name or b"\0" in name:
        for plain, escaped in _ESCAPES:
            name = name.replace(plain, escaped)
    if name in (b"", b".", b".."):
        name = {b"": b"%", b".": b"%2E"}.get(name, b"%2E%2E")
    return join(folder, name)
