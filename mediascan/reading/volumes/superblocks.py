"""Superblocks of file systems that are named, sized and not listed.

Sources: Linux `fs/f2fs/f2fs_fs.h`, `include/linux/f2fs_fs.h`, `fs/erofs/erofs_fs.h`,
`fs/bcachefs/bcachefs_format.h`, `fs/nilfs2` (`nilfs2_ondisk.h`), `fs/reiserfs/reiserfs.h`,
`fs/jfs/jfs_superblock.h`, `gfs2_ondisk.h`, `ocfs2_fs.h`; ECMA-167 2/9.1 for UDF; libfsrefs for
ReFS; `include/linux/swap.h` for swap. The checks are those of util-linux `libblkid`.
"""

from typing import Any
from uuid import UUID

from mediascan.reading.window import Window

F2FS, F2FS_AT = b"\x10\x20\xf5\xf2", 1024
EROFS, EROFS_AT = b"\xe2\xe1\xf5\xe0", 1024
BCACHEFS = tuple(  # that of bcache, which the first versions kept, and its own
    bytes.fromhex(one)
    for one in ("c68573f64e1a45ca8265f57f48ba6d81", "c68573f666ce90a9d96a60cf803df7ef")
)
BCACHEFS_AT = 4096 + 24
BCACHE_VERSION = 6  # the highest of bcache; bcachefs began with 7
NILFS, NILFS_AT = b"\x34\x34", 1024 + 6
REISER_AT, REISER = 65536 + 52, (b"ReIsErFs", b"ReIsEr2Fs", b"ReIsEr3Fs")
JFS, JFS_AT = b"JFS1", 32768
GFS2, GFS2_AT = b"\x01\x16\x19\x70\x00\x00\x00\x01", 65536
OCFS2, OCFS2_PLACES = b"OCFSV2", (1024, 2048, 4096, 8192)
REFS = b"\0\0\0ReFS\0\0\0\0"
SWAP, SWAP_PAGES = (b"SWAPSPACE2", b"SWAP-SPACE"), (4096, 8192, 16384, 65536)
UDF_AT = 32768
_UDF = (b"NSR02", b"NSR03")
_UDF_STARTS = (b"BEA01", b"CD001", b"BOOT2", b"TEA01")


def f2fs(window: Window) -> dict[str, Any]:
    raw = window.read(F2FS_AT, 2048)
    block = 1 << min(_number(raw, 16), 16)
    name = raw[124 : 124 + 1024].decode("utf-16-le", "replace").split("\0")[0]
    return {
        "type": "F2FS",
        "label": name,
        "uuid": _uuid(raw, 108),
        "blockBytes": block,
        "bytes": _number(raw, 36, 8) * block,
    }


def erofs(window: Window) -> dict[str, Any]:
    raw = window.read(EROFS_AT, 128)
    block = 1 << min(raw[12], 16)
    return {
        "type": "EROFS",
        "label": _text(raw[64:80]),
        "uuid": _uuid(raw, 48),
        "blockBytes": block,
        "bytes": _number(raw, 36) * block,
    }


def bcachefs(window: Window) -> dict[str, Any]:
    raw = window.read(4096, 256)
    return {
        "type": "bcachefs",
        "label": _text(raw[72:104]),
        "uuid": _uuid(raw, 56),
        "devices": raw[123],
        "deviceIndex": raw[122],
    }


def is_bcachefs(head: bytes) -> bool:
    """Bcache has the same magic: its version is a small number of 64 bits."""
    magic = head[BCACHEFS_AT : BCACHEFS_AT + 16] in BCACHEFS
    return magic and _number(head, 4096 + 16, 8) > BCACHE_VERSION


def nilfs(window: Window) -> dict[str, Any]:
    raw = window.read(1024, 256)
    return {
        "type": "NILFS2",
        "label": _text(raw[168:248]),
        "uuid": _uuid(raw, 152),
        "bytes": _number(raw, 32, 8),
    }


def reiserfs(window: Window) -> dict[str, Any]:
    raw = window.read(65536, 128)
    block = _number(raw, 44, 2)
    return {
        "type": "ReiserFS",
        "label": _text(raw[100:116]),
        "uuid": _uuid(raw, 84),
        "blockBytes": block,
        "bytes": _number(raw, 0) * block,
    }


def jfs(window: Window) -> dict[str, Any]:
    raw = window.read(JFS_AT, 184)
    sector = _number(raw, 24)
    return {
        "type": "JFS",
        "label": _text(raw[152:168]),
        "uuid": _uuid(raw, 136),
        "blockBytes": _number(raw, 16),
        "bytes": _number(raw, 8, 8) * sector,
    }


def gfs2(window: Window) -> dict[str, Any]:
    raw = window.read(GFS2_AT, 512)
    return {"type": "GFS2", "label": _text(raw[160:224]), "uuid": _uuid(raw, 256)}


def ocfs2(window: Window) -> dict[str, Any]:
    at = next(place for place in OCFS2_PLACES if window.has(OCFS2, place))
    raw = window.read(at, 1024)
    return {"type": "OCFS2", "label": _text(raw[272:336]), "uuid": _uuid(raw, 336)}


def refs(window: Window) -> dict[str, Any]:
    raw = window.read(0, 512)
    sector = _number(raw, 32)
    return {
        "type": "ReFS",
        "version": f"{raw[40]}.{raw[41]}",
        "serial": f"{_number(raw, 56, 8):016x}",
        "blockBytes": sector * _number(raw, 36),
        "bytes": _number(raw, 24, 8) * sector,
    }


def swap(window: Window) -> dict[str, Any]:
    page = next(size for size in SWAP_PAGES if window.upto(size - 10, 10) in SWAP)
    raw = window.read(1024, 64)
    return {
        "type": "Linux swap",
        "label": _text(raw[28:44]),
        "uuid": _uuid(raw, 12),
        "blockBytes": page,
        "bytes": (_number(raw, 4) + 1) * page,
    }


def udf(window: Window) -> dict[str, Any]:
    """Label of the first primary volume descriptor behind the anchor (ECMA-167 3/10.2)."""
    facts: dict[str, Any] = {"type": "UDF"}
    for block in (2048, 512, 4096):
        anchor = window.upto(256 * block, 32)
        if _number(anchor, 0, 2) != 2 or _number(anchor, 12) != 256:
            continue
        facts["blockBytes"] = block
        length, start = _number(anchor, 16), _number(anchor, 20)
        for number in range(min(length // block, 64)):
            raw = window.upto((start + number) * block, 512)
            if len(raw) == 512 and _number(raw, 0, 2) == 1:
                facts["label"] = _dstring(raw[24:56])
                facts["volumeSet"] = _dstring(raw[72:200])
                break
        break
    return facts


def is_udf(head: bytes) -> bool:
    """Volume recognition sequence (ECMA-167 2/8): descriptors of 2048 bytes from 32 KiB on."""
    for at in range(UDF_AT, min(len(head), UDF_AT + 32 * 2048), 2048):
        mark = head[at + 1 : at + 6]
        if mark in _UDF:
            return True
        if mark not in _UDF_STARTS:
            return False
    return False


def _dstring(raw: bytes) -> str:
    """A `dstring` (ECMA-167 1/7.2.12): a compression code, text, and its length at the end."""
    text = raw[1 : min(raw[-1], len(raw) - 1)]
    code = "utf-16-be" if raw[0] == 16 else "latin-1"
    return text.decode(code, "replace").strip("\0")


def _uuid(raw: bytes, at: int) -> str:
    return str(UUID(bytes=raw[at : at + 16]))


def _number(raw: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(raw[at : at + size], "little")


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("utf-8", "backslashreplace")
