"""Containers that are known and not read: they are refused by name, never read as raw bytes."""

from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.sources.media.base import Medium, MediumKind
from mediascan.sources.media.files import head

_HEAD = 64 * 1024  # bytes looked at
_QEMU = "convert it with qemu-img convert -O raw"
_SIGNS: tuple[tuple[bytes, str, str], ...] = (  # first bytes, name, what to do
    (b"EVF2\r\n\x81\0", "an Ex01 image (EnCase 7)", "export it as E01 or raw with ewfexport"),
    (b"LVF\x09\r\n\xff\0", "an L01 logical evidence file", "export its files with ewfexport"),
    (b"LEF2\r\n\x81\0", "an Lx01 logical evidence file", "export its files with ewfexport"),
    (b"AFF10\r\n\0", "an AFF image", "convert it with affconvert"),
    (b"ADSEGMENTEDFILE\0", "an AD1 logical image (FTK)", "export its files with FTK Imager"),
    (b"COWD", "a VMDK image of ESX before version 5", _QEMU),
    (b"QFI\xfb\0\0\0\x01", "a QCOW image, version 1", _QEMU),
    (b"QED\0", "a QED image", _QEMU),
    (b"WithoutFreeSpace", "a Parallels image", _QEMU),
    (b"WithouFreSpacExt", "a Parallels image", _QEMU),
    (b"Bochs Virtual HD Image", "a Bochs image", _QEMU),
    (b"encrcdsa", "an encrypted disk image of macOS", "unlock it with hdiutil convert"),
    (b"cdsaencr", "an encrypted disk image of macOS", "unlock it with hdiutil convert"),
    (b"sprs", "a sparse disk image of macOS", "convert it with hdiutil convert"),
    (b"partclone-image", "an image of Partclone", "restore it into a file with partclone.restore"),
    (b"PaRtImAgE-VoLuMe", "an image of Partimage", "restore it into a file with partimage"),
    (b"NTFSCLON\0", "an image of ntfsclone", "restore it into a file with ntfsclone"),
    (b"\0ntfsclone-image", "an image of ntfsclone", "restore it into a file with ntfsclone"),
    (b"MSWIM\0\0\0", "a WIM image of files", "look into it with wimlib"),
)
_AFF4 = (b"PK\x03\x04", b"aff4://")  # a ZIP archive whose comment or first member names it


def _named(path: str) -> tuple[str, str] | None:
    start = head(path, _HEAD)
    for sign, name, advice in _SIGNS:
        if start.startswith(sign):
            return name, advice
    if start.startswith(_AFF4[0]) and (_AFF4[1] in start or _AFF4[1] in head(path, _HEAD, -_HEAD)):
        return "an AFF4 image", "convert it to raw with aff4imager, since no reader is maintained"
    return None


def _open(path: str) -> Medium:
    name, advice = _named(path) or ("an unknown image", "convert it to a raw image")
    raise UsageError(
        f"The source {show(path)} is {name}, which cannot be read here: {advice}, and inspect the "
        "result."
    )


MEDIUM = MediumKind(
    kind="unread",
    title="an image that has to be converted first",
    reference="none: only its first bytes are looked at",
    accepts=lambda path: _named(path) is not None,
    open=_open,
)
