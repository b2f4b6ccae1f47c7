"""VDI: the images of VirtualBox, dynamic and fixed.

Signature at 64, header (little-endian) behind it, then a map with one 32-bit number a block. An
image that holds only differences to another one, or a snapshot, is refused with the other's UUID.
"""

import struct
import uuid

from mediascan.model.display import show
from mediascan.model.errors import Malformed, UsageError
from mediascan.model.limits import MIB
from mediascan.sources.media.base import Medium, MediumKind
from mediascan.sources.media.files import ImageFiles, head
from mediascan.sources.media.runs import Locate, Run, Shape, open_runs
from mediascan.sources.media.tables import Tables

_MAGIC = struct.pack("<I", 0xBEDA107F)
_HEADER = 0x1C8
_FREE = 0xFFFF_FFFE  # from here on: a block that was never written, or was discarded
_KINDS = {1: "dynamic", 2: "fixed", 3: "undo", 4: "differencing"}
_BLOCKS = (4096, 64 * MIB)  # bytes a block: 1 MiB is what VirtualBox makes


def _understand(files: ImageFiles) -> tuple[Shape, Locate]:
    header = files.read_exactly(0, _HEADER, 0)
    version, kind = struct.unpack_from("<I4xI", header, 0x44)
    table, data = struct.unpack_from("<II", header, 0x154)
    size, block, extra, count = struct.unpack_from("<QIII", header, 0x170)
    if version >> 16 != 1 or not _BLOCKS[0] <= block <= _BLOCKS[1]:
        raise Malformed(f"version {version:#x} or {block} bytes a block")
    if kind not in {1, 2}:
        parent = str(uuid.UUID(bytes_le=files.read_exactly(0, 16, 0x1A8)))
        raise UsageError(
            f"The image {show(files.paths[0])} holds only what changed since another one "
            f"({_KINDS.get(kind, kind)}, UUID {parent}): join them with VBoxManage "
            "clonemedium, and inspect the result."
        )
    if count * block < size:
        raise Malformed("the map has too few blocks for the disk")
    numbers = Tables(files, 4, "little")

    def locate(at: int) -> Run:
        start = at - at % block
        place = numbers.at(0, table + 4 * (at // block))
        if place >= _FREE:
            return Run(start, block)
        return Run(start, block, 0, data + place * (block + extra) + extra)

    facts = {"type": _KINDS[kind], "uuid": str(uuid.UUID(bytes_le=header[0x188:0x198]))}
    return Shape("vdi", size, facts=facts), locate


def _open(path: str) -> Medium:
    return open_runs([path], _understand)


MEDIUM = MediumKind(
    kind="vdi",
    title="a VDI image (VirtualBox)",
    reference="https://forums.virtualbox.org/viewtopic.php?t=8046",
    accepts=lambda path: head(path, 4, 0x40) == _MAGIC,
    open=_open,
)
