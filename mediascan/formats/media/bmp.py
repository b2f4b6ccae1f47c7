"""BMP picture: "BM", size of the file (u32), where the pixels begin (u32 at 10), second header."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)
_DEPTHS = (1, 2, 4, 8, 16, 24, 32)
_PLAIN = (0, 3, 6)  # compressions that leave every pixel in its place


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 54)
    if len(head) < 30 or head[6:10] != b"\0\0\0\0":
        return None
    kind, pixels = _number(head, 14, 4), _number(head, 10, 4)
    old = kind == 12
    width, height = (
        (_number(head, 18, 2), _number(head, 20, 2))
        if old
        else (_number(head, 18, 4), _number(head, 22, 4))
    )
    depth, packing = _number(head, 24 if old else 28, 2), 0 if old else _number(head, 30, 4)
    if kind not in _HEADERS or depth not in _DEPTHS or pixels < 14 + kind:
        return None
    if height >> 31:
        height = (1 << 32) - height  # top down
    told, end = _number(head, 2, 4), 0
    if packing in _PLAIN:
        end = pixels + (width * depth + 31) // 32 * 4 * height
    elif told >= pixels:
        end = told
    facts = Facts(width=width, height=height, bit_depth=depth)
    if end < told <= window.size:
        end = told
    return media(window, "bmp", facts, window.evidence(0, 54, "both headers"), end or None)


def _number(head: bytes, at: int, length: int) -> int:
    return int.from_bytes(head[at : at + length], "little")


def _look(head: bytes, _tail: bytes, _size: int) -> bool:
    """Whether the reserved bytes are zeros."""
    return head[6:10] == bytes(4)


FORMAT = Format(
    id="bmp",
    title="BMP picture",
    kind=Kind.MEDIA,
    reference="https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-storage",
    examine=examine,
    signatures=(Signature(b"BM"),),
    suffixes=(".bmp", ".dib"),
    look=_look,
    weak=True,
)
