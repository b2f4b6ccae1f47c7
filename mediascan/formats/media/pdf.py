"""PDF document: "%PDF-", objects, a table of them, "startxref", an offset and "%%EOF".

A document that was changed or signed has several of these ends; the last one counts. Blanks and a
few bytes behind it are common, so a reader looks for it in the last KiB (ISO 32000-1 annex H).
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_END = b"%%EOF"
_TAIL = 2048  # bytes in which the trailer stands
_STEP = MIB
_STEPS = 48  # looked at backwards for an end that is not in the tail
_START = re.compile(rb"startxref\s+\d{1,12}\s+%%EOF")
_COUNT = re.compile(rb"/N (\d{1,7})\b")  # pages, in the dictionary of a linearized file


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 1024)
    facts = Facts(version=head[5:8].decode("ascii", "replace"))
    pages = _COUNT.search(head) if b"/Linearized" in head else None
    if pages:
        facts["page_count"] = int(pages[1])
    end, locked = _end(window)
    if end is not None and window.size - end <= _TAIL:
        behind = window.upto(end, _TAIL)
        end = window.size if not behind.strip(b"\r\n\t \0\x1a") else end
    found = media(window, "pdf", facts, window.evidence(0, 16, "header"), end)
    if locked:
        facts["cipher"] = "standard security handler"
    return found


def _end(window: Window) -> tuple[int | None, bool]:
    """Where the document ends, None where no end was found; and whether it is encrypted."""
    stop = window.size
    for _ in range(_STEPS):
        start = max(0, stop - (_TAIL if stop == window.size else _STEP))
        piece = window.sparse(start, min(stop + 64, window.size) - start)
        found = list(_START.finditer(piece))
        if found:
            return start + found[-1].end(), b"/Encrypt" in piece
        if not start:
            break
        stop = start
    return None, False


FORMAT = Format(
    id="pdf",
    title="PDF document",
    kind=Kind.MEDIA,
    reference="https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf",
    examine=examine,
    signatures=(Signature(b"%PDF-"),),
    suffixes=(".pdf",),
)
