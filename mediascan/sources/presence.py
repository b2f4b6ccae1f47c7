"""Whether a source is still there: drives are pulled, networks drop, FUSE servers end.

A file system outlives its drive: the kernel answers from its cache what it can, and gives EIO for
the rest, which a bad sector does too. So the block device is asked for in sysfs, where a drive that
was pulled has no entry any more (Linux, Documentation/ABI/stable/sysfs-block and sysfs-dev).
"""

import errno
import os
from pathlib import Path

_DEVICES = Path("/sys/dev/block")
_DEAD = {"offline", "transport-offline", "cancel", "deleted", "dead"}  # SCSI sdev_states, NVMe
_DEPTH = 8  # a partition of a disk below RAID below encryption below LVM is 4
# What no bad sector gives. ENOMEDIUM and ESHUTDOWN are not known to every system.
_GONE = {errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ESTALE, errno.ENOENT, errno.ENOTDIR} | {
    getattr(errno, name) for name in ("ENOMEDIUM", "ESHUTDOWN") if hasattr(errno, name)
}


class Presence:
    """What was at a path when it was opened; `gone` says whether it still is."""

    def __init__(self, path: str, device: int, devices: Path = _DEVICES) -> None:
        self._path = path
        self._device = device
        self._block = _real(devices / f"{os.major(device)}:{os.minor(device)}")

    def gone(self, root: int) -> str:
        """Why the source behind the descriptor `root` is not there, in words; "" while it is."""
        try:
            here = os.stat(self._path)  # noqa: PTH116 - the error is looked at
            with os.scandir(root) as listing:
                next(listing, None)
        except OSError as bad:
            if bad.errno in _GONE:
                return f"{self._path} is not there any more: {bad.strerror}"
            here = None
        if here and here.st_dev != self._device:
            return f"{self._path} leads to another file system now"
        if self._block and not _alive(self._block, _DEPTH):
            return f"the drive of {self._path} is not connected any more"
        return ""


def drive_alive(device: int, devices: Path = _DEVICES) -> bool:
    """Whether block device number `device` (as of `st_rdev`) answers, as far as the kernel knows.

    True where the system does not tell.
    """
    if not devices.exists():
        return True
    block = _real(devices / f"{os.major(device)}:{os.minor(device)}")
    return block is not None and _alive(block, _DEPTH)


def missing(path: str) -> str:
    """Why nothing is at `path`, in words; "" where something is, or nobody can say."""
    try:
        os.stat(path)  # noqa: PTH116 - the error is looked at
    except OSError as bad:
        if bad.errno in _GONE:
            return f"{path} is not there any more: {bad.strerror}"
    return ""


def _real(link: Path) -> Path | None:
    """The folder of a block device in sysfs; None for what lies on none, as a network mount."""
    return link.resolve() if link.exists() else None


def _alive(block: Path, depth: int) -> bool:
    """Whether a block device answers, as far as the kernel knows, or one of those below it."""
    if not block.exists():
        return False
    if _state(block) in _DEAD or _state(block.parent) in _DEAD:  # of a disk, of a partition's disk
        return False
    parts = _below(block) if depth else []
    return not parts or any(_alive(part, depth - 1) for part in parts)


def _below(block: Path) -> list[Path]:
    """The devices that a mapping or an array lies on, whether they are still there or not."""
    try:
        return [link.resolve() for link in (block / "slaves").iterdir()]
    except OSError:
        return []


def _state(disk: Path) -> str:
    try:
        return (disk / "device" / "state").read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
