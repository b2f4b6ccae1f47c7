"""The header of a gzip member (RFC 1952 section 2.3): what it says about the file inside.

1F 8B 08, flags, modification time, extra flags, operating system; then, by the flags, extra
fields, the original name and a comment that each end with a zero byte, and a checksum.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from mediascan.model.errors import LimitExceeded, Truncated
from mediascan.reading.window import Window

MAGIC = b"\x1f\x8b\x08"
_FIXED = struct.Struct("<BIBB")  # flags, time, extra flags, system
_LEAST = len(MAGIC) + _FIXED.size  # bytes: what each header has
_CHECKSUM, _EXTRA, _NAME, _COMMENT, _RESERVED = 2, 4, 8, 16, 0xE0
_LONGEST = 1 << 16  # bytes of a name or a comment; the RFC sets no limit
_FASTEST = (0, 2, 4)  # XFL that writers set: nothing, slowest, fastest
_UNKNOWN = 255
_SYSTEMS = (
    "FAT",
    "Amiga",
    "VMS",
    "Unix",
    "VM/CMS",
    "Atari TOS",
    "HPFS",
    "Macintosh",
    "Z-System",
    "CP/M",
    "TOPS-20",
    "NTFS",
    "QDOS",
    "Acorn RISCOS",
)
_BLOCKED = b"BC\x02\x00"  # extra field of a block of BGZF (SAM specification, section 4.1)
_DICTZIP = b"RA"


@dataclass(frozen=True, slots=True)
class GzipHeader:
    """The header of the first member."""

    size: int  # of the header in bytes
    legal: bool  # no reserved bit, and flags and system that some writer sets
    mtime: int  # seconds since 1970; 0 where not told
    system: str
    extra: bytes
    name: str
    comment: str

    @property
    def modified(self) -> str:
        """The time in ISO 8601, UTC; empty where not told."""
        when = datetime.fromtimestamp(self.mtime, UTC)
        return when.strftime("%Y-%m-%dT%H:%M:%SZ") if self.mtime else ""

    @property
    def producer(self) -> str:
        """The program that the extra field gives away; empty without one."""
        if self.extra.startswith(_BLOCKED):
            return "bgzip"
        return "dictzip" if self.extra.startswith(_DICTZIP) else ""


def gzip_header(window: Window) -> GzipHeader | None:
    """The header at the start of `window`; None where it is none.

    Raises `Truncated` where the file ends inside it, `LimitExceeded` for a name without an end.
    """
    head = window.upto(0, _LEAST)
    if not head.startswith(MAGIC):
        return None
    if len(head) < _LEAST:
        raise Truncated(f"a gzip header of {len(head)} bytes")
    flags, mtime, xfl, system = _FIXED.unpack_from(head, len(MAGIC))
    legal = xfl in _FASTEST and (system < len(_SYSTEMS) or system == _UNKNOWN)
    if flags & _RESERVED:
        return None
    cursor = window.cursor(_LEAST)
    extra = cursor.take(cursor.number("H")) if flags & _EXTRA else b""
    name = _text(window, cursor.at) if flags & _NAME else b""
    if flags & _NAME:
        cursor.skip(len(name) + 1)
    comment = _text(window, cursor.at) if flags & _COMMENT else b""
    if flags & _COMMENT:
        cursor.skip(len(comment) + 1)
    if flags & _CHECKSUM:
        cursor.skip(2)
    return GzipHeader(
        size=cursor.at,
        legal=legal,
        mtime=mtime,
        system=_SYSTEMS[system] if system < len(_SYSTEMS) else "",
        extra=extra,
        name=_shown(name),
        comment=_shown(comment),
    )


def _text(window: Window, at: int) -> bytes:
    """The bytes at `at` up to the next zero byte."""
    data = window.upto(at, _LONGEST)
    end = data.find(b"\0")
    if end < 0 and len(data) == _LONGEST:
        raise LimitExceeded(f"name or comment of more than {_LONGEST} bytes in a gzip header")
    return data[:end] if end >= 0 else data


def _shown(text: bytes) -> str:
    """The RFC says Latin-1, but today's writers put UTF-8."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")
