"""7z: the header at the end, which lists streams, the coders that packed them, and the files.

Source: "7z Format description" (DOC/7zFormat.txt of the LZMA SDK). Little endian; numbers take one
to nine bytes, whose first tells how many. The header is mostly packed itself ("encoded"), by LZMA;
where a password hides the names, that packing has a coder of AES.
"""

import zlib
from dataclasses import dataclass, field

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.archives.members import suffix_of
from mediascan.reading.archives.seven_zip_streams import (
    AES,
    Streams,
    bits,
    expect,
    how_many,
    number,
    read_streams,
)
from mediascan.reading.compression.xz_bzip2 import raw_lzma
from mediascan.reading.window import Cursor, Window

MAGIC = b"7z\xbc\xaf\x27\x1c"
START = 32  # bytes of the signature header
_LZMA, _LZMA2 = b"\3\1\1", b"\x21"
_LONGEST = 4 * MIB  # bytes of a header that is read, packed and unpacked
CODERS = {
    b"\0": "stored",
    _LZMA2: "LZMA2",
    _LZMA: "LZMA",
    b"\3\4\1": "PPMd",
    b"\4\2\2": "bzip2",
    b"\4\1\x08": "deflate",
    b"\4\1\x09": "deflate64",
    b"\4\xf7\x11\1": "zstd",
    b"\4\xf7\x11\4": "lz4",
    b"\4\xf7\x11\2": "brotli",
    b"\3\3\1\3": "BCJ",
    b"\3\3\1\x1b": "BCJ2",
    b"\3": "delta",
    AES: "AES-256",
}
_END, _HEADER, _PROPERTIES, _MORE, _STREAMS, _FILES = range(6)
_STREAMLESS, _CONTENTLESS, _NAMES, _MODIFIED, _ENCODED = 0x0E, 0x0F, 0x11, 0x14, 0x17


@dataclass(slots=True)
class SevenZip:
    """What the header says."""

    version: str
    end: int  # where the archive ends
    start_right: bool  # the checksum of the signature header holds
    streams: Streams = field(default_factory=Streams)
    encoded: bool = False
    hidden: bool = False  # the header is encrypted
    read: bool = False  # files were listed
    count: int = 0  # files and folders
    names: list[str] = field(default_factory=list)
    suffixes: dict[str, int] = field(default_factory=dict)
    newest: int = 0  # time of the last change, as FILETIME
    all_names: bytes = b""  # UTF-16 with a zero behind each
    streamless: bytes = b""  # a bit a file: it has no content
    contentless: bytes = b""  # a bit for each of those: it is a file all the same


def read_start(window: Window) -> SevenZip:
    """The signature header. Raises `Truncated`."""
    cursor = window.cursor(6)
    major, minor, check = cursor.number("B"), cursor.number("B"), cursor.number("I")
    data = window.read(12, 20)
    place, size = (int.from_bytes(data[at : at + 8], "little") for at in (0, 8))
    return SevenZip(f"{major}.{minor}", START + place + size, zlib.crc32(data) == check)


def read_header(window: Window, found: SevenZip) -> None:
    """Put into `found` what the header says. Raises `InputFault`."""
    cursor = window.cursor(12)
    place, size, check = cursor.number("Q"), cursor.number("Q"), cursor.number("I")
    if not size:
        found.read = True
        return
    data = _whole(window, START + place, size)
    if zlib.crc32(data) != check:
        raise Malformed("checksum of the 7z header is wrong")
    for _ in range(4):  # a header is encoded once; more would be somebody's joke
        inside = Window.over(data, window.limits).cursor()
        kind = inside.number("B")
        if kind == _HEADER:
            _header(inside, found)
            return
        if kind != _ENCODED:
            raise Malformed(f"7z header of kind {kind}")
        found.encoded = True
        streams = read_streams(inside)
        if any(one.encrypted for one in streams.folders):
            found.hidden = True
            found.streams = streams
            return
        data = _decoded(window, streams)
    raise Malformed("7z header encoded again and again")


def _whole(window: Window, at: int, size: int) -> bytes:
    if size > _LONGEST:
        raise LimitExceeded(f"7z header of {size} bytes; limit {_LONGEST}")
    return window.read(at, size)


def _decoded(window: Window, streams: Streams) -> bytes:
    """The header that `streams` hold packed."""
    if len(streams.folders) != 1 or not streams.packed or len(streams.folders[0].coders) != 1:
        raise Malformed("encoded 7z header in several streams")
    folder = streams.folders[0]
    method, properties = folder.coders[0]
    packed = _whole(window, START + streams.place, streams.packed[0])
    if folder.size > _LONGEST:
        raise LimitExceeded(f"7z header of {folder.size} bytes; limit {_LONGEST}")
    if method == b"\0":
        return packed
    if method not in (_LZMA, _LZMA2):
        raise Malformed(f"7z header packed by {CODERS.get(method, method.hex())}")
    data = raw_lzma(packed, properties, folder.size, newer=method == _LZMA2)
    if len(data) != folder.size:
        raise Malformed("7z header cannot be decompressed")
    return data


def _header(cursor: Cursor, found: SevenZip) -> None:
    kind = cursor.number("B")
    if kind == _PROPERTIES:
        raise Malformed("7z archive properties, which no program writes")
    if kind == _MORE:
        read_streams(cursor)
        kind = cursor.number("B")
    if kind == _STREAMS:
        found.streams = read_streams(cursor)
        kind = cursor.number("B")
    if kind == _FILES:
        _files(cursor, found)
    found.read = True


def _files(cursor: Cursor, found: SevenZip) -> None:
    found.count = how_many(cursor)
    for _ in range(64):
        kind = number(cursor)
        if kind == _END:
            return
        size = number(cursor)
        end = cursor.at + size
        if kind == _NAMES:
            expect(cursor, 0)
            found.all_names = cursor.take(size - 1)
            _names(found.all_names, found)
        elif kind == _STREAMLESS:
            found.streamless = cursor.take(size)
        elif kind == _CONTENTLESS:
            found.contentless = cursor.take(size)
        elif kind == _MODIFIED:
            _times(cursor, size, found)
        if cursor.at > end:
            raise Malformed("7z property longer than it says")
        cursor.skip(end - cursor.at)


def _names(data: bytes, found: SevenZip) -> None:
    for name in data.decode("utf-16-le", "replace").split("\0")[: found.count]:
        if len(found.names) < LIST_LENGTH:
            found.names.append(name)
        suffix = suffix_of(name)
        if suffix in found.suffixes or len(found.suffixes) < 4096:
            found.suffixes[suffix] = found.suffixes.get(suffix, 0) + 1


def _times(cursor: Cursor, size: int, found: SevenZip) -> None:
    end = cursor.at + size
    count = bits(cursor, found.count)
    expect(cursor, 0)
    for _ in range(min(count, (end - cursor.at) // 8)):
        found.newest = max(found.newest, cursor.number("Q"))
