"""Raw images: the bytes of a device in one file, without a header (dd, dc3dd, FTK "raw", ISO).

Such a file says nothing of itself. It is taken for an image by what a disk begins with: a
partition table, a file system, an encrypted or an array's header; or because its reader says so.
"""

from typing import Any

from mediascan.model.finding import Fault
from mediascan.sources.media.base import Medium, MediumKind
from mediascan.sources.media.disk_signs import sign_of_disk
from mediascan.sources.media.files import ImageFiles, head
from mediascan.sources.media.split import is_split, open_split

_HEAD = 128 * 1024  # bytes looked at: the furthest sign is that of btrfs, at 64 KiB
SECTOR = 512


class RawImage:
    """One file whose bytes are those of the device."""

    def __init__(self, path: str) -> None:
        self._files = ImageFiles([path])
        self.size = self._files.sizes[0]
        self.sector = SECTOR

    def read_into(self, buffer: memoryview, offset: int) -> int:
        return self._files.read_into(0, buffer, offset)

    def facts(self) -> dict[str, Any]:
        return {
            "kind": "raw",
            **self._files.facts(),
            "sizeBytes": str(self.size),
            "sectorBytes": SECTOR,
        }

    def faults(self) -> tuple[Fault, ...]:
        return self._files.changed()

    def gone(self) -> str:
        return self._files.gone()

    def close(self) -> None:
        self._files.close()


def _accepts(path: str) -> bool:
    return bool(sign_of_disk(head(path, _HEAD)))


def _open(path: str) -> Medium:
    return open_split(path) if is_split(path) else RawImage(path)


MEDIUM = MediumKind(
    kind="raw",
    title="a raw image: the bytes of a device in a file, or in pieces",
    reference="none: the format has no header",
    accepts=_accepts,
    open=_open,
)
