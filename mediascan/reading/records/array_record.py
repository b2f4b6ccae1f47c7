"""`read_footer`: what the end of an ArrayRecord file says of its records.

The last 64 KiB are a chunk of their own: three times 1 where the footer starts, 2 a magic. The
footer is a chunk of records: the first is the metadata (1: 1 version, 2 chunks, 3 records, 4
options of the writer), then one for each chunk (1 offset, 2 decoded size, 3 records).

Source: https://github.com/google/array_record/blob/main/cpp/layout.proto
"""

from dataclasses import dataclass, field
from itertools import islice

from mediascan.model.errors import InputFault, Malformed
from mediascan.reading.encodings.protobuf import LEN, VARINT, Field, fields, message, payload
from mediascan.reading.encodings.riegeli import chunks, records_of
from mediascan.reading.window import Window

BLOCK = 1 << 16
_POSTSCRIPT_AT = 69  # in the last block: behind its header, the chunk's header and sizes
_MAGIC = 0x71930E704FDAE05E
_MARK = b"\x10\xde\xc0\xeb\xfe\x84\xce\xc3\xc9\x71"  # field 2 with the magic
_LARGEST = 8 << 20  # bytes of a footer
_OPTIONS = 512


@dataclass(slots=True)
class Footer:
    """The numbers of the whole file."""

    at: int = 0
    version: int = 0
    chunks: int = 0
    records: int = 0
    options: str = ""
    listed: int = -1  # records of all chunks that the footer lists; -1 where it was not read
    places: list[int] = field(default_factory=list)  # of the first chunks


def has_postscript(window: Window) -> bool:
    """Whether the file ends as an ArrayRecord file does."""
    start = window.size - BLOCK
    return start >= BLOCK and _MARK in window.read(start, 256)


def read_footer(window: Window) -> Footer:
    """The footer. Raises what its parts raise."""
    found = Footer(at=_place(window))
    first = next(chunks(window, found.at), None)
    if first is None:
        raise Malformed(f"no footer at {found.at}")
    records = records_of(window, first, _LARGEST)
    _metadata(Window.over(records[0]) if records else Window.over(b""), found)
    found.listed = 0
    for record in records[1:]:
        values = {one.number: one.value for one in _numbers(Window.over(record))}
        found.listed += values.get(3, 0)
        if len(found.places) < 8:
            found.places.append(values.get(1, 0))
    return found


def count_records(window: Window) -> int | None:
    """The records before the footer, by the headers of the chunks; None where one is damaged."""
    try:
        place = _place(window)
        return sum(one.records for one in chunks(window) if one.at < place)
    except InputFault:
        return None


def _place(window: Window) -> int:
    """Where the footer starts."""
    last = window.cut(window.size - BLOCK, BLOCK)
    values = {one.number: one.value for one in islice(fields(last.cut(_POSTSCRIPT_AT, 32), 8), 2)}
    place = values.get(1, 0)
    if values.get(2) != _MAGIC or not 0 < place < window.size - BLOCK:
        raise Malformed(f"the footer is said to be at {place}")
    return place


def _metadata(window: Window, found: Footer) -> None:
    for outer in fields(window, 4):
        if outer.number != 1 or outer.wire != LEN:
            continue
        inside = message(window, outer)
        for one in fields(inside, 16):
            if one.number == 4 and one.wire == LEN:
                found.options = payload(inside, one, _OPTIONS).decode("utf-8", "replace")
            elif one.wire == VARINT and one.number == 1:
                found.version = one.value
            elif one.wire == VARINT and one.number == 2:
                found.chunks = one.value
            elif one.wire == VARINT and one.number == 3:
                found.records = one.value


def _numbers(window: Window) -> list[Field]:
    return [one for one in fields(window, 8) if one.wire == VARINT]
