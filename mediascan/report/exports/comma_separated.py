r"""CSV (RFC 4180): one line an entry, for spreadsheets.

A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a
formula and runs it (CWE-1236, "Formula Elements in a CSV File"), and one that is set to split at
semicolons begins a cell behind each. So names are shown as everywhere in mediascan, with these
characters escaped too: `=` at the start is `\u{3d}`. The text stands for exactly the bytes of the
name, as `display.unshow` turns it back. All cells are quoted; the file begins with the mark by
which spreadsheets know UTF-8.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from mediascan.model.display import show
from mediascan.report.exports.base import Export, LeftOut, Record
from mediascan.report.names import raw_name

_MARK = b"\xef\xbb\xbf"  # U+FEFF in UTF-8
_COLUMNS = (
    "path",
    "type",
    "size",
    "modified",
    "sha256",
    "blake3",
    "content",
    "formats",
    "confidence",
    "faults",
    "target",
)
_FORMULA = ("=", "+", "-", "@")
_SECOND = 1_000_000_000  # nanoseconds


def write(record: Record, out: BinaryIO) -> LeftOut:
    """Write a line with the names of the columns, and one for each entry."""
    out.write(_MARK)
    out.write(_line(_COLUMNS))
    out.writelines(_line(_cells(path, row)) for path, row in record.rows())
    return LeftOut()


def safe(text: str) -> str:
    """`text`, made by `show`, so that no spreadsheet takes it, or a part of it, for a formula."""
    text = text.replace(";", "\\u{3b}")
    return f"\\u{{{ord(text[0]):x}}}{text[1:]}" if text.startswith(_FORMULA) else text


def _cells(path: bytes, row: dict[str, Any]) -> Iterator[str]:
    findings = row.get("findings", ())
    yield show(path)
    yield show(row["type"])
    yield str(int(row["size"]))
    yield _time(int(row["mtime_ns"]))
    for name in ("sha256", "blake3", "content"):
        yield show(row.get(name, ""))
    yield show(" ".join(one["format"] for one in findings))
    yield show(" ".join(one["confidence"] for one in findings))
    yield show(" ".join(one["kind"] for one in row.get("faults", ())))
    yield show(raw_name(row, "target", "target_b64")) if "target" in row else ""


def _time(nanoseconds: int) -> str:
    """UTC as RFC 3339 has it; decimal nanoseconds for years that it does not have."""
    seconds, rest = divmod(nanoseconds, _SECOND)
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return f"{nanoseconds} ns" if nanoseconds >= 0 else f"before 1970: {-nanoseconds} ns"
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest:09}Z"


def _line(cells: Iterable[str]) -> bytes:
    text = ",".join('"' + safe(cell).replace('"', '""') + '"' for cell in cells)
    return text.encode("utf-8") + b"\r\n"


EXPORT = Export("csv", "CSV for spreadsheets, safe from formulas", write)
