"""The volume header of HFS+ and HFSX.

Source: Apple Technical Note TN1150, "Volume Header". It stands at 1024, big endian, with a copy in
the second last sector of 512 bytes.
"""

from typing import Any

from mediascan.reading.volumes.times import seconds
from mediascan.reading.window import Window

AT = 1024
_MAGICS = (b"H+\0\x04", b"HX\0\x05")
_SINCE_1904 = 2_082_844_800  # seconds from 1904, where Apple's clock begins, to 1970
_UNMOUNTED = 1 << 8


def is_hfsplus(head: bytes) -> bool:
    block = int.from_bytes(head[AT + 40 : AT + 44], "big")
    return head[AT : AT + 4] in _MAGICS and block >= 512 and not block & (block - 1)


def describe(window: Window) -> dict[str, Any]:
    """Sizes, times and state; the label stands in the catalog. Raises `Truncated`."""
    raw = window.read(AT, 512)
    block, blocks = _number(raw, 40), _number(raw, 44)
    return {
        "type": "HFSX" if raw[:2] == b"HX" else "HFS+",
        "uuid": raw[104:112].hex(),
        "blockBytes": block,
        "bytes": block * blocks,
        "files": _number(raw, 32),
        "folders": _number(raw, 36),
        "state": "clean" if _number(raw, 4) & _UNMOUNTED else "not cleanly unmounted",
        "created": seconds(max(0, _number(raw, 16) - _SINCE_1904)),
        "written": seconds(max(0, _number(raw, 20) - _SINCE_1904)),
        "lastMountedBy": raw[8:12].decode("latin-1"),
    }


def _number(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "big")
