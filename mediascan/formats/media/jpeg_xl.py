"""JPEG XL picture: boxes with the codestream in `jxlc` or `jxlp`, or the codestream alone.

Only pictures in boxes say where they end; their size is packed in bits (ISO/IEC 18181-1 annex C).
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.boxes import boxes, full
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_BOXED, _BARE = b"\0\0\0\x0cJXL \r\n\x87\n", b"\xff\x0a"
_LARGEST = 65_535  # pixels: a larger picture would be in boxes
_WIDTHS = (9, 13, 18, 30)  # bits of a size, by the selector before it
_RATIOS = ((1, 1), (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


def examine(window: Window) -> Finding | None:
    start, end = window.upto(0, 16), None
    if start.startswith(_BOXED):
        start = b""
        for box in boxes(window, 0, window.size, 1000):
            end = box.end
            if box.name in (b"jxlc", b"jxlp") and not start:
                start = full(window, box, 20)[4 if box.name == b"jxlp" else 0 :]
    if not start.startswith(_BARE):
        return None
    facts = Facts()
    facts["width"], facts["height"] = _size(int.from_bytes(start[2:16], "little"))
    if end is None and not _is_sane(facts["width"], facts["height"], window.size):
        return None
    return media(window, "jpeg_xl", facts, window.evidence(0, 16, "signature"), end)


def _size(bits: int) -> tuple[int, int]:
    """Width and height of the size header, whose first bit is the lowest of `bits`."""
    small, bits = bits & 1, bits >> 1
    height, bits = _length(bits, small=bool(small))
    ratio, bits = bits & 7, bits >> 3
    if ratio:
        over, under = _RATIOS[ratio]
        return height * over // under, height
    return _length(bits, small=bool(small))[0], height


def _length(bits: int, *, small: bool) -> tuple[int, int]:
    if small:
        return ((bits & 31) + 1) * 8, bits >> 5
    wide = _WIDTHS[bits & 3]
    return (bits >> 2 & (1 << wide) - 1) + 1, bits >> 2 + wide


def _look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether a bare codestream tells a picture that is not larger than a screen wall."""
    if head.startswith(_BOXED):
        return True
    return head.startswith(_BARE) and _is_sane(*_size(int.from_bytes(head[2:16], "little")), size)


def _is_sane(width: int, height: int, size: int) -> bool:
    return size > 16 and 0 < width <= _LARGEST and 0 < height <= _LARGEST


FORMAT = Format(
    id="jpeg_xl",
    title="JPEG XL picture",
    kind=Kind.MEDIA,
    reference="https://www.iso.org/standard/85066.html",
    examine=examine,
    signatures=(Signature(_BOXED), Signature(_BARE)),
    suffixes=(".jxl",),
    look=_look,
    weak=True,  # the bare codestream has two bytes
)
