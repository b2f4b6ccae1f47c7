"""Gives every file a coarse content class from its first bytes: for "how much of what".

No parser runs here: a look-up by the first byte and a few comparisons, about a microsecond a
file. It proves nothing that a finding would not prove better, so a finding stands above it.
"""

from mediascan.engine.content_checks import FIRST_CHECKS, INSIDE_CHECKS, Check
from mediascan.engine.content_magics import FIRST, INSIDE, TEXTLIKE

CLASSES: tuple[str, ...] = (  # positions are stored in catalogs: only append
    "unknown",  # none of the below by its first bytes
    "empty",  # 0 bytes
    "constant",  # every byte of the file has the same value, as in zeros
    "constant-start",  # the bytes looked at do; the file is longer
    "text",  # UTF-8, ASCII, or UTF-16 and UTF-32 with a byte order mark: also code and markup
    "image",
    "audio",
    "video",
    "document",  # PDF, PostScript, OLE2; office documents in zip are archives here
    "executable",  # machine code: programs, libraries, objects, boot images
    "bytecode",  # code for a virtual machine: Python, Java, WebAssembly, Lua, LLVM
    "archive",  # many files in one, compressed or not
    "compressed",  # one stream
    "database",  # also the object stores and indexes of git
    "font",
    "disk-image",  # partition tables, optical discs, virtual disks, forensic images
    "file-system",  # one volume: file system, swap, member of a RAID or volume group
    "key",  # keys, certificates and key rings
    "model",  # weights that show themselves in their first bytes
    "dataset",  # formats made for samples
    "arrays",  # numbers whose use the format leaves open: HDF5, NumPy, NetCDF, FITS
    "objects",  # objects of a programming language: pickle, Java, R, property lists
    "encrypted",
    "log",  # binary logs and captures: journal, event log, pcap
    "system",  # tables of an operating system: locales, time zones, terminals, caches
    "encoded",  # text that spells out bytes: base64, hexadecimal
)
_ID = {name: number for number, name in enumerate(CLASSES)}
UNKNOWN, EMPTY, CONSTANT, CONSTANT_START, TEXT = range(5)
_NUL_REACH = 36_864  # bytes searched for NUL
_TEXT_REACH = 4096  # bytes decoded
_CONTROL_REACH = 512  # bytes searched for control characters, which is the slow part
_CONTROLS = bytes(set(range(32)) - set(b"\a\b\t\n\v\f\r\x1b")) + b"\x7f"  # not found in text
_SHORT = 512  # bytes from which on one repeated letter is a filling and no text
_SPELLING = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\r\n")
_SPELLED_LEAST = 64 * 1024  # bytes of text from which on it is asked: keys and pictures are smaller
_SPELLED_SAMPLE = 4096
_SPELLED_LINE = 50  # bytes in a line at least: RFC 2045 has 76, uuencode 61; words have fewer
_SPELLED_LETTERS = 16  # different ones at least: hexadecimal has 16, a genome 5
_MARKS = (  # byte order marks (Unicode 16 section 23.8); the longer ones first
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_First = tuple[tuple[bytes, int, Check | None], ...]
_Inside = tuple[tuple[int, bytes, int, Check | None], ...]


def content_class(head: bytes, size: int) -> int:
    """The position in `CLASSES` for a file of `size` bytes that begins with `head`.

    `head` may have any length; with 36,864 bytes optical discs are seen too.
    """
    if not head:
        return UNKNOWN if size else EMPTY
    return (
        _by_start(head, size)
        or _by_text(head, size)
        or _by_inside(head, size)
        or _constant(head, size)
    )


def is_text(head: bytes) -> bool:
    """Whether `head` is text in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.

    A character cut in two by the end of the head does not matter. Eight-bit character sets are
    left to libmagic: any bytes would do.
    """
    if head.find(b"\0", 0, _NUL_REACH) >= 0:
        return _is_wide(head)
    start = head[:_CONTROL_REACH]
    if len(start.translate(None, _CONTROLS)) != len(start):
        return False
    start = head[:_TEXT_REACH]
    return start.isascii() or _decodes(start, "utf-8") or _is_wide(head)


def class_of_text(head: bytes, size: int, *, nul: bool) -> str:
    """The class of a file that begins as text: `nul` says whether a zero byte is anywhere in it.

    What follows a text need not be one, and a text may spell out anything.
    """
    if nul and not head.startswith(tuple(mark for mark, _ in _MARKS)):
        return "unknown"
    if size >= _SPELLED_LEAST and (_is_spelled(head, len(head) // 2) or _is_spelled(head, 0)):
        return "encoded"
    return "text"


def _is_spelled(head: bytes, at: int) -> bool:
    sample = head[at : at + _SPELLED_SAMPLE]
    letters = set(sample)
    long = sample.count(b"\n") * _SPELLED_LINE <= len(sample)
    return long and len(letters) >= _SPELLED_LETTERS and letters <= _SPELLING


def _by_start(head: bytes, size: int) -> int:
    for magic, number, check in _FIRST[head[0]]:
        if head.startswith(magic):
            if check is None:
                return number
            if checked := check(head, size):
                return _ID[checked]
    return UNKNOWN


def _by_text(head: bytes, size: int) -> int:
    if not is_text(head):
        return UNKNOWN
    return (len(head) >= _SHORT and _constant(head, size)) or TEXT


def _by_inside(head: bytes, size: int) -> int:
    for at, magic, number, check in _INSIDE:
        if head.startswith(magic, at):
            if check is None:
                return number
            if checked := check(head, size):
                return _ID[checked]
    return UNKNOWN


def _is_wide(head: bytes) -> bool:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return len(head) > len(mark) and _decodes(head[:_TEXT_REACH], encoding)
    return False


def _decodes(start: bytes, encoding: str) -> bool:
    try:
        return "\0" not in start.decode(encoding)
    except UnicodeDecodeError as bad:
        return bad.end == len(start) and bad.reason in {"unexpected end of data", "truncated data"}


def _constant(head: bytes, size: int) -> int:
    if head[0] != head[-1] or head != head[:1] * len(head):
        return UNKNOWN
    return CONSTANT if len(head) >= size else CONSTANT_START


def _textlike(known: str) -> Check:
    """For magics that a text could begin with: letters, and no more than six."""
    return lambda head, _size: "" if is_text(head) else known


def _first() -> tuple[_First, ...]:
    """The magics at byte 0 by their first byte, the longest first."""
    found: list[tuple[bytes, int, Check | None]] = []
    for known, magics in FIRST.items():
        found += [(magic, _ID[known], None) for magic in magics]
    for known, magics in TEXTLIKE.items():
        found += [(magic, UNKNOWN, _textlike(known)) for magic in magics]
    found += [(magic, UNKNOWN, check) for magic, check in FIRST_CHECKS]
    found.sort(key=lambda one: -len(one[0]))
    return tuple(tuple(one for one in found if one[0][0] == byte) for byte in range(256))


def _inside() -> _Inside:
    plain = [(at, magic, _ID[known], None) for at, magic, known in INSIDE]
    return (*plain, *((at, magic, UNKNOWN, check) for at, magic, check in INSIDE_CHECKS))


_FIRST = _first()
_INSIDE = _inside()
