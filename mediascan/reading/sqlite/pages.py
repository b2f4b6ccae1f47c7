"""B-trees of a SQLite database file, read page by page.

Layout: SQLite documentation, "Database File Format" (https://www.sqlite.org/fileformat2.html),
sections 1.3 (header), 1.6 (B-tree pages) and 2.1 (records). All integers are big-endian.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mediascan.model.errors import Malformed
from mediascan.reading.window import Window

MAGIC = b"SQLite format 3\0"
_FRACTIONS = b"\x40\x20\x20"  # section 1.3.4: these have only one value
_LEAF, _INTERIOR = 0x0D, 0x05  # of a table
_PAGES = 4096  # looked at in one B-tree: a table with more is not counted
_TEXT = 1 << 16  # bytes of one record read


@dataclass(frozen=True, slots=True)
class Header:
    """The first 100 bytes. `pages` is 0 where it is not kept up to date."""

    page_size: int
    usable: int
    pages: int
    encoding: str
    version: int
    user_version: int
    application: int


def read_header(window: Window) -> Header | None:
    """The header; None where a field has a value that no database has."""
    head = window.read(0, 100)
    size = int.from_bytes(head[16:18], "big")
    size = 65536 if size == 1 else size
    encoding = int.from_bytes(head[56:60], "big")
    form = int.from_bytes(head[44:48], "big")
    legal = size >= 512 and not size & (size - 1) and head[21:24] == _FRACTIONS
    if not (legal and form <= 4 and encoding <= 3 and 1 <= head[18] <= 2 and 1 <= head[19] <= 2):
        return None
    kept = head[24:28] == head[92:96]
    return Header(
        size,
        size - head[20],
        int.from_bytes(head[28:32], "big") if kept else 0,
        ("utf-8", "utf-8", "utf-16-le", "utf-16-be")[encoding],
        int.from_bytes(head[96:100], "big"),
        int.from_bytes(head[60:64], "big"),
        int.from_bytes(head[68:72], "big"),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of a B-tree: `start` of the page in the file, `at` of its header."""

    start: int
    at: int
    kind: int
    cells: tuple[int, ...]  # offsets from `start`
    right: int


def _page(window: Window, header: Header, number: int) -> _Page:
    start = (number - 1) * header.page_size
    at = start + (100 if number == 1 else 0)
    if number < 1:
        raise Malformed(f"page {number} of a B-tree")
    cursor = window.cursor(at, ">")
    kind = cursor.number("B")
    if kind not in {_LEAF, _INTERIOR}:
        raise Malformed(f"page {number} is of kind {kind}, not of a table")
    cursor.skip(2)
    count = cursor.number("H")
    cursor.skip(3)
    right = cursor.number("I") if kind == _INTERIOR else 0
    if 2 * count > header.page_size:
        raise Malformed(f"page {number} has {count} cells")
    cells = tuple(cursor.number("H") for _ in range(count))
    return _Page(start, at, kind, cells, right)


def leaves(window: Window, header: Header, root: int) -> Iterator[_Page | None]:
    """The leaf pages of the table whose root page is `root`; None behind the first of many.

    Pages in a circle end there too.
    """
    waiting, seen = [root], 0
    while waiting:
        seen += 1
        if seen > _PAGES or len(waiting) > _PAGES:
            yield None
            return
        page = _page(window, header, waiting.pop())
        if page.kind == _LEAF:
            yield page
            continue
        below = [
            int.from_bytes(window.read(page.start + cell, 4), "big") for cell in page.cells[:_PAGES]
        ]
        waiting += [page.right, *reversed(below)]


def count_rows(window: Window, header: Header, root: int) -> int | None:
    """Rows of the table whose root page is `root`; None where it has too many pages."""
    count = 0
    for page in leaves(window, header, root):
        if page is None:
            return None
        count += len(page.cells)
    return count


def records(window: Window, header: Header, page: _Page) -> Iterator[list[int | str | None]]:
    """The rows of a leaf page, without what lies on overflow pages."""
    for cell in page.cells:
        length, at = _varint(window, page.start + cell)
        _, at = _varint(window, at)
        local = min(length, _local(header, length), _TEXT)
        yield _record(window.upto(at, local), header.encoding)


def _local(header: Header, length: int) -> int:
    """Bytes of a payload that are in the leaf itself (section 1.6)."""
    most, least = header.usable - 35, (header.usable - 12) * 32 // 255 - 23
    if length <= most:
        return length
    fits = least + (length - least) % (header.usable - 4)
    return fits if fits <= most else least


def _varint(window: Window, at: int) -> tuple[int, int]:
    return _varint_of(window.upto(at, 9), 0, at)


def _varint_of(data: bytes, at: int, base: int = 0) -> tuple[int, int]:
    """A variable-length integer of `data`, and where it ends, counted from `base`."""
    value = 0
    for read, byte in enumerate(data[at : at + 9], 1):
        if read == 9:
            return value << 8 | byte, base + at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, base + at + read
    raise Malformed("a variable-length integer does not end")


def _record(data: bytes, encoding: str) -> list[int | str | None]:
    """The values of a record: numbers and texts; anything else is None (section 2.1)."""
    end, at = _varint_of(data, 0)
    body = end
    values: list[int | str | None] = []
    while at < min(end, len(data)):
        kind, at = _varint_of(data, at)
        if kind >= 12:
            length = (kind - 12) // 2
            text = data[body : body + length]
            values.append(text.decode(encoding, "replace") if kind % 2 else None)
        elif kind in {8, 9}:
            length = 0
            values.append(kind - 8)
        else:
            length = (0, 1, 2, 3, 4, 6, 8, 8)[kind] if kind < 8 else 0
            number = int.from_bytes(data[body : body + length], "big", signed=True)
            values.append(number if kind in range(1, 7) else None)
        body += length
    return values
