"""The superblock of ext2, ext3 and ext4.

Source: Linux Documentation/filesystems/ext4/super.rst. It stands at 1024, little endian; magic
0xEF53 at 56 of it.
"""

from typing import Any
from uuid import UUID

from mediascan.reading.volumes.times import seconds
from mediascan.reading.window import Window

AT, MAGIC_AT, MAGIC = 1024, 56, b"\x53\xef"
_CLEAN, _ERRORS, _ORPHANS = 1, 2, 4
_JOURNAL, _RECOVER, _JOURNAL_DEVICE = 0x4, 0x4, 0x8
_64BIT, _ENCRYPT, _INLINE, _EXTENTS = 0x80, 0x10000, 0x8000, 0x40


def is_ext(head: bytes) -> bool:
    """Whether a superblock stands there whose sizes are legal."""
    block = head[AT : AT + 264]
    if len(block) < 264 or block[MAGIC_AT : MAGIC_AT + 2] != MAGIC:
        return False
    return _number(block, 24) <= 6 and bool(_number(block, 4)) and bool(_number(block, 40))


def describe(window: Window) -> dict[str, Any]:
    """Label, UUID, sizes, times and state. Raises `Truncated`."""
    block = window.read(AT, 1024)
    bits = 10 + min(_number(block, 24), 6)
    compatible, needed = _number(block, 92), _number(block, 96)
    blocks = _number(block, 4) | (_number(block, 336) << 32 if needed & _64BIT else 0)
    state = _number(block, 58, 2)
    facts = {
        "type": _type(compatible, needed),
        "label": _text(block[120:136]),
        "uuid": str(UUID(bytes=block[104:120])),
        "blockBytes": 1 << bits,
        "bytes": blocks << bits,
        "state": _state(state, needed),
        "needsRecovery": bool(needed & _RECOVER),
        "lastMounted": _text(block[136:200]),
        "created": seconds(_number(block, 264)),
        "written": seconds(_number(block, 48)),
        "mounted": seconds(_number(block, 44)),
        "encryptionFeature": bool(needed & _ENCRYPT),
    }
    return {key: value for key, value in facts.items() if value != ""}


def _type(compatible: int, needed: int) -> str:
    if needed & _JOURNAL_DEVICE:
        return "journal of ext3 or ext4"
    if needed & (_EXTENTS | _64BIT | _INLINE | _ENCRYPT):
        return "ext4"
    return "ext3" if compatible & _JOURNAL else "ext2"


def _state(state: int, needed: int) -> str:
    if state & _ERRORS:
        return "errors were found"
    clean = bool(state & _CLEAN) and not needed & _RECOVER
    return "clean" if clean else "not cleanly unmounted"


def _number(block: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(block[at : at + size], "little")


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("utf-8", "backslashreplace")
