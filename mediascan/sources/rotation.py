"""Whether the disk below a device turns, as the Linux kernel says in /sys.

`/sys/dev/block/MAJOR:MINOR` is the folder of a device; `queue/rotational` in it is 1 for a disk
that turns (Documentation/ABI/stable/sysfs-block). A partition has no queue but its disk has; what
is put together of several devices (device-mapper, md, bcache) links them in `slaves`; a loop device
names its file in `loop/backing_file`.

The kernel says 1 where nobody told it otherwise. So below virtio, whose hosts tell nothing, 1 means
that it is not known; a USB bridge that hides a flash disk is believed.
"""

import os
import re
import stat
from pathlib import Path

_SYS = Path("/sys")
_DEPTH = 8  # devices on devices: crypt on LVM on RAID on partitions are four
_VIRTIO = re.compile(r"virtio\d+")


def rotational(device: int, *, sysfs: Path = _SYS) -> bool | None:
    """Whether device number `device` (as of `st_dev`) turns; None where nobody knows.

    Of several disks below it, one that turns decides.
    """
    return _turns(_folder(device, sysfs), sysfs, _DEPTH)


def block_device(path: str) -> int:
    """The number of the block device at the absolute `path`; 0 where there is none."""
    if not path.startswith("/"):
        return 0
    try:
        status = os.stat(path)  # noqa: PTH116 - links in /dev/disk lead to devices
    except (OSError, ValueError):
        return 0
    return status.st_rdev if stat.S_ISBLK(status.st_mode) else 0


def _folder(device: int, sysfs: Path) -> Path:
    return sysfs / "dev" / "block" / f"{os.major(device)}:{os.minor(device)}"


def _turns(folder: Path, sysfs: Path, depth: int) -> bool | None:
    try:
        disk = folder.resolve(strict=True)
        if (disk / "partition").exists():
            disk = disk.parent
        below = _below(disk, sysfs)
        if below:
            return _together([_turns(one, sysfs, depth - 1) for one in below] if depth else [None])
        said = (disk / "queue" / "rotational").read_text("ascii").strip()
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a ring
        return None
    if said == "1" and any(_VIRTIO.fullmatch(part) for part in disk.parts):
        return None
    return {"0": False, "1": True}.get(said)


def _below(disk: Path, sysfs: Path) -> list[Path]:
    """The folders of the devices that `disk` is made of; none for a real one."""
    slaves = disk / "slaves"
    if slaves.is_dir() and (found := sorted(slaves.iterdir())):
        return found
    backing = disk / "loop" / "backing_file"
    if backing.is_file():
        file = backing.read_text("utf-8", "surrogateescape").rstrip("\n")
        return [_folder(os.stat(file).st_dev, sysfs)]  # noqa: PTH116 - as the kernel opened it
    return []


def _together(said: list[bool | None]) -> bool | None:
    if any(said):
        return True
    return None if None in said else False
