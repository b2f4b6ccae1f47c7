"""`read_settings`: a file that is one JSON object, whose keys say what it describes.

Read whole where it is not long. Of one that is cut off, damaged or too long, the start is kept:
everything up to the last comma before the place, with the open brackets closed.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.limits import MIB
from mediascan.reading.encodings.json import parse_object, parse_start
from mediascan.reading.window import Window

STARTS = (b"{", b"\xef\xbb\xbf{", b"\n", b"\r", b" ", b"\t")  # bytes that such a file begins with
_MARK = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"
_FIRST = 65_536  # bytes looked at first: a table of JSON lines shows itself there
_WHOLE = 12 * MIB  # bytes of a file that is parsed as one
_START = 4 * MIB  # bytes looked at of a longer one, and of a damaged one
_DEPTH = 64  # open brackets where the start of a damaged file is closed
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["{}\[\],]', re.DOTALL)
_NO_NUMBER = re.compile(r"(?:NaN|-?Infinity) is not JSON$")  # which Python writes and reads
_CLOSERS = {b"{": b"}", b"[": b"]"}


@dataclass(slots=True)
class Settings:
    """The object, and what is wrong with the file."""

    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    trailing: int = 0  # bytes behind the object


def read_settings(window: Window) -> Settings | None:
    """The JSON object that the file is; None where it is another thing."""
    head = window.upto(0, _FIRST)
    start = head.removeprefix(_MARK).lstrip(_BLANK)
    if not start.startswith(b"{") or (window.size > len(head) and _is_table(start)):
        return None
    if window.size > _WHOLE:
        text = f"JSON of {window.size} bytes; the first {_START} were read"
        return _salvage(window.read(0, _START), Fault(FaultKind.LIMIT, text))
    data = window.read(0, window.size).removeprefix(_MARK).strip(_BLANK)
    try:
        return Settings(parse_object(data))
    except Malformed as bad:
        return _lenient(data, str(bad))
    except InputFault:
        return None


def _is_table(start: bytes) -> bool:
    """Whether another value stands behind the first one."""
    found = parse_start(start)
    return found is not None and bool(start[found[1] :].strip(_BLANK + b"\0"))


def _lenient(data: bytes, wrong: str) -> Settings | None:
    """What is not strict JSON, as far as it can be understood."""
    found = parse_start(data)
    if found is None:
        return _salvage(data[:_START], Fault(FaultKind.TRUNCATED, f"cut off or damaged: {wrong}"))
    values, end = found
    behind = data[end:].strip(_BLANK)
    if not isinstance(values, dict) or behind[:1] in (b"{", b"[", b'"'):
        return None
    if behind:
        text = f"{len(data) - end} bytes behind the JSON object"
        return Settings(values, [Fault(FaultKind.MALFORMED, text)], len(data) - end)
    fine = _NO_NUMBER.search(wrong)
    return Settings(values, [] if fine else [Fault(FaultKind.MALFORMED, wrong)])


def _salvage(data: bytes, fault: Fault) -> Settings | None:
    values = parse_cut(data)
    return None if values is None else Settings(values, [fault])


def parse_cut(data: bytes) -> dict[str, Any] | None:
    """What can be understood of a JSON object that ends somewhere; None where it is none."""
    closed = _closed(data.removeprefix(_MARK).lstrip(_BLANK))
    found = parse_start(closed) if closed else None
    return found[0] if found is not None and isinstance(found[0], dict) else None


def _closed(data: bytes) -> bytes:
    """`data` up to its last comma that can stand there, with the open brackets closed."""
    opened: list[bytes] = []
    cut, closers = 0, b""
    for token in _TOKEN.finditer(data):
        sign = token[0][:1]
        if sign in _CLOSERS:
            opened.append(_CLOSERS[sign])
        elif sign == b",":
            cut, closers = token.start(), b"".join(reversed(opened))
        elif sign != b'"' and (not opened or opened.pop() != sign):
            break
        if len(opened) > _DEPTH or not opened or token[0] == b'"':
            break
    return data[:cut] + closers if cut else b""
