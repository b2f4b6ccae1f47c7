"""TIFF picture, and raw pictures of cameras built on it: II or MM, 42 (43: BigTIFF), directories.

A directory is a count of entries of 12 bytes: tag, type, count, value or where it stands. What
lies behind the last strip is not told: cameras put their own there.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_WORDS = {256: "width", 257: "height", 277: "channel_count"}  # TIFF 6.0 section 8
_TEXTS = (271, 272)  # make and model of a camera
_PAGES = 1000
_SHORT = 3


def examine(window: Window) -> Finding | None:
    head = window.read(0, 8)
    order = "<" if head[:2] == b"II" else ">"
    if head[2:4] in (b"+\0", b"\0+"):
        facts = Facts(version="BigTIFF")
        return media(window, "tiff", facts, window.evidence(0, 16, "header"))
    at, facts = window.cursor(4, order).number("I"), Facts()
    first, pages = at, 0
    for _ in range(_PAGES):
        if not at:
            break
        cursor = window.cursor(at, order)
        count = cursor.number("H")
        if not pages:
            _first(window, at, count, order, facts)
        pages += 1
        cursor.skip(count * 12)
        at = cursor.number("I") if cursor.left >= 4 else 0
    if "width" not in facts:
        raise Malformed("the first directory names no width")
    facts["page_count"] = pages
    length = min(64, window.size - first)
    return media(window, "tiff", facts, window.evidence(first, length, "first directory"))


def _first(window: Window, at: int, count: int, order: str, facts: Facts) -> None:
    cursor, camera = window.cursor(at + 2, order), []
    for _ in range(min(count, 4096)):
        tag, kind, items = cursor.number("H"), cursor.number("H"), cursor.number("I")
        value = cursor.take(4)
        if tag in _WORDS:
            part = value[:2] if kind == _SHORT else value
            number = int.from_bytes(part, "little" if order == "<" else "big")
            facts[_WORDS[tag]] = number  # type: ignore[literal-required]  # words of Facts
        elif tag in _TEXTS and 4 < items <= 64:
            place = int.from_bytes(value, "little" if order == "<" else "big")
            camera.append(window.upto(place, items).split(b"\0")[0].decode("ascii", "replace"))
    if camera:
        facts["producer"] = " ".join(camera)


FORMAT = Format(
    id="tiff",
    title="TIFF picture",
    kind=Kind.MEDIA,
    reference="https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf",
    examine=examine,
    signatures=(
        Signature(b"II*\0"),
        Signature(b"MM\0*"),
        Signature(b"II+\0"),
        Signature(b"MM\0+"),
    ),
    suffixes=(".tif", ".tiff", ".dng", ".nef", ".cr2", ".arw"),
)
