"""AVI film: RIFF forms "AVI " (and "AVIX" behind it), lists of headers, frames in `movi`."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.chunks import Chunk, chunks, form_end
from mediascan.reading.media.film import LEAST
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_FORMS = 1000  # of one or two gigabytes each (OpenDML AVI 1.02)


def examine(window: Window) -> Finding | None:
    if not window.has(b"RIFF", 0):
        return None
    facts, end = Facts(codecs=[]), form_end(window, "<")
    for one in chunks(window, 12, end or window.size, "<"):
        if one.name == b"LIST" and window.has(b"hdrl", one.at):
            _headers(window, one, facts)
        elif one.name == b"JUNK" and one.size >= LEAST and one.at + one.size <= window.size:
            facts["unclaimed_offset"], facts["unclaimed_bytes"] = one.at, one.size
    if "width" not in facts:
        return None
    for _ in range(_FORMS):
        if end is None or not (window.has(b"RIFF", end) and window.has(b"AVIX", end + 8)):
            break
        end += 8 + window.cursor(end + 4).number("I")
    return media(window, "avi", facts, window.evidence(0, 64, "form and main header"), end)


def _headers(window: Window, parent: Chunk, facts: Facts) -> None:
    for one in chunks(window, parent.at + 4, parent.at + parent.size, "<"):
        if one.name == b"avih":
            cursor = window.cursor(one.at)
            each = cursor.number("I")  # microseconds
            cursor.skip(12)
            frames = cursor.number("I")
            cursor.skip(12)
            facts["frame_count"], facts["duration_ms"] = frames, frames * each // 1000
            facts["width"], facts["height"] = cursor.number("I"), cursor.number("I")
        elif one.name == b"LIST" and window.has(b"strl", one.at):
            for part in chunks(window, one.at + 4, one.at + one.size, "<"):
                if part.name == b"strh":
                    name = window.upto(part.at + 4, 4)
                    if name.isalnum():
                        facts["codecs"].append(name.decode("ascii"))


FORMAT = Format(
    id="avi",
    title="AVI film",
    kind=Kind.MEDIA,
    reference="https://learn.microsoft.com/en-us/windows/win32/directshow/avi-riff-file-reference",
    examine=examine,
    signatures=(Signature(b"AVI ", 8),),
    suffixes=(".avi", ".divx"),
    weak=True,  # a name at byte 8 alone
)
