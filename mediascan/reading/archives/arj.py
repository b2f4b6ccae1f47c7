"""Headers of an ARJ archive: 60 EA, u16 bytes of a header, the header, its CRC-32.

A header is u8 bytes up to the name, versions, system, flags, method, type (2: of the archive), u32
time, bytes compressed and not, CRC-32 and more; the name and a comment, each ended by a zero; then
headers for extensions, each u16 bytes, ended by 0. A member's data follow. A header of 0 bytes ends
the archive.

Source: R. Jung, "ARJ archive file format", TECHNOTE.TXT of ARJ.
"""

import zlib
from dataclasses import dataclass

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, fault_of
from mediascan.reading.archives.members import Members
from mediascan.reading.archives.times import date_of_dos
from mediascan.reading.dates import date_of
from mediascan.reading.window import Window

MAGIC = b"\x60\xea"
_LEAST, _MOST = 30, 2600  # bytes of a header (TECHNOTE.TXT of ARJ)
_ARCHIVE = 2  # type of the first header
_FOLDERS = (3, 4, 5)  # folder, label of a volume, chapter
_ENCRYPTED, GOES_ON = 1, 4  # flags
_METHODS = {0: "stored", 1: "ARJ 1", 2: "ARJ 2", 3: "ARJ 3", 4: "ARJ 4", 8: "stored", 9: "stored"}
_UNIX = (2, 8)  # systems whose times are seconds since 1970
_EXTENSIONS = 16


@dataclass(frozen=True, slots=True)
class Header:
    """One header; `end` is behind it and its extensions."""

    data: bytes
    end: int

    def number(self, at: int, length: int) -> int:
        return int.from_bytes(self.data[at : at + length], "little")

    def text(self, which: int) -> str:
        """The name or, as the second, the comment. DOS wrote its own alphabets."""
        parts = self.data[self.data[0] :].split(b"\0")
        return parts[which].decode("cp437") if which < len(parts) else ""


def may_be(head: bytes, size: int) -> bool:
    """Whether the first header can be that of an archive."""
    length = int.from_bytes(head[2:4], "little")
    if size < 2 + 2 + _LEAST or not _LEAST <= length <= _MOST:
        return False
    return _LEAST <= head[4] <= length and head[10] == _ARCHIVE


def say_members(window: Window, at: int, facts: Facts) -> tuple[int, list[Fault]]:
    """Tell the members from `at` on; where the archive ends, 0 where that was not reached."""
    found, faults, methods = Members(), list[Fault](), dict[str, None]()
    end = encrypted = 0
    try:
        for _ in range(window.limits.count):
            one = read_header(window, at)
            if one is None:
                end = at + 4
                break
            at = _member(window, one, found, methods)
            encrypted += one.data[4] & _ENCRYPTED
    except InputFault as bad:
        faults.append(fault_of(bad))
    found.say(facts)
    if methods:
        facts["compression"] = ", ".join(methods)
    if encrypted:
        facts["encrypted_member_count"] = encrypted
    return end, faults


def read_header(window: Window, at: int) -> Header | None:
    """The header at `at`; None for the one that ends the archive. Raises `Malformed`."""
    cursor = window.cursor(at)
    if cursor.take(2) != MAGIC:
        raise Malformed(f"no header at {at}")
    length = cursor.number("H")
    if not length:
        return None
    if not _LEAST <= length <= _MOST:
        raise Malformed(f"a header of {length} bytes at {at}")
    data = cursor.take(length)
    if zlib.crc32(data) != cursor.number("I") or data[0] > length:
        raise Malformed(f"a damaged header at {at}")
    for _ in range(_EXTENSIONS):
        more = cursor.number("H")
        if not more:
            return Header(data, cursor.at)
        cursor.skip(more + 4)
    raise Malformed(f"a header at {at} with more than {_EXTENSIONS} extensions")


def _member(window: Window, one: Header, found: Members, methods: dict[str, None]) -> int:
    """Count the member; where the next header is."""
    if one.data[3] in _UNIX:
        when = date_of(one.number(8, 4))
    else:
        when = date_of_dos(one.number(10, 2), one.number(8, 2))
    if one.data[6] not in _FOLDERS:
        found.add(one.text(0).replace("\\", "/"), one.number(16, 4), when)
        methods[_METHODS.get(one.data[5], f"method {one.data[5]}")] = None
    cursor = window.cursor(one.end)
    cursor.skip(one.number(12, 4))
    return cursor.at
