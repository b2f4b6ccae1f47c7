"""The text in which a VMDK image says of what it consists: `key=value` lines and extents.

An extent is `ACCESS SECTORS KIND "NAME" OFFSET`, the offset in sectors. VMware, "Virtual Disk
Format 5.0", sections "The Header" to "The Extents".
"""

import re
from dataclasses import dataclass
from itertools import islice

from mediascan.model.display import show
from mediascan.model.errors import LimitExceeded, UsageError
from mediascan.model.finding import plain_text
from mediascan.model.limits import TEXT_LENGTH

_SECTOR = 512
_EXTENTS = 4096  # in one descriptor: 2 GiB each make 8 TiB
_NO_PARENT = {"", "ffffffff"}
_EXTENT = re.compile(
    rb"^[ \t]*(?:RW|RDONLY|NOACCESS)[ \t]+(\d{1,18})[ \t]+([A-Z]{1,32})"
    rb'(?:[ \t]+"([^"\r\n]{1,512})")?(?:[ \t]+(\d{1,18}))?',
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Extent:
    """A part of the disk. `name` is as the image has it: hostile."""

    size: int  # bytes
    kind: str
    name: str
    offset: int  # bytes in its file

    @property
    def shown(self) -> str:
        return show(self.name)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What the text says."""

    type: str
    content_id: str
    parent: str  # name of the parent, made safe; "" for none
    extents: tuple[Extent, ...]

    def refuse_parent(self, path: str) -> None:
        """Raise `UsageError` for an image that holds only what changed."""
        if self.parent:
            raise UsageError(
                f"The image {show(path)} holds only what changed since its parent {self.parent}, "
                "which is not opened on its word: join them with qemu-img convert, and inspect the "
                "result."
            )


def read_descriptor(text: bytes) -> Descriptor:
    """The descriptor in `text`, which may go on with zeros. Raises `LimitExceeded`."""
    text = text.split(b"\0", 1)[0]
    extents = tuple(
        Extent(int(size) * _SECTOR, kind.decode(), _name(name), int(offset or 0) * _SECTOR)
        for size, kind, name, offset in islice(
            (one.groups() for one in _EXTENT.finditer(text)), _EXTENTS + 1
        )
    )
    if len(extents) > _EXTENTS:
        raise LimitExceeded(f"more than {_EXTENTS} extents")
    parent = ""
    if _value(text, b"parentCID").lower() not in _NO_PARENT:
        parent = show(_value(text, b"parentFileNameHint")) or "of unknown name"
    return Descriptor(_value(text, b"createType"), _value(text, b"CID"), parent, extents)


def _value(text: bytes, key: bytes) -> str:
    found = re.search(
        rb'^[ \t]*%s[ \t]*=[ \t]*"?([^"\r\n]*)' % key, text, re.MULTILINE | re.IGNORECASE
    )
    return plain_text(_name(found[1]).strip())[:TEXT_LENGTH] if found else ""


def _name(name: bytes | None) -> str:
    return (name or b"").decode("utf-8", "surrogateescape")
