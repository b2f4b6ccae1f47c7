"""Why a device must not be read as evidence yet: something could write to it.

The kernel's flag (BLKROGET) of the disk and of each of its partitions, since old kernels do not
hand it down; mounts, swap space, and what lies on it: device mapper, RAID, loop devices. At last
the device is opened with O_EXCL, which the kernel refuses while anything holds it (open(2)).
"""

import errno
import os
import stat
from pathlib import Path
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.model.finding import plain_text
from mediascan.sources.media.sysfs import (
    HERE,
    System,
    device_folder,
    device_number,
    disk_of,
    disks,
    mounts,
    number,
    partitions,
    swaps,
)

_LISTED = 32  # names told of each kind


def custody(folder: Path, system: System = HERE) -> dict[str, Any]:
    """What could write to the device at `folder`, for the statement: lists of names."""
    parts = _parts(folder)
    numbers = {device_number(one): one.name for one in parts} | {
        device_number(disk_of(folder)): disk_of(folder).name
    }
    numbers.pop("", None)
    writable = [one.name for one in {*parts, disk_of(folder)} if number(one, "ro") == 0]
    mounted = []
    for device, source, point in mounts(system):
        if device in numbers or _number_at(source) in numbers:  # btrfs has numbers of its own
            mounted.append(point)
    return {
        "writable": sorted(writable)[:_LISTED],
        "mountedAt": [plain_text(one) for one in mounted[:_LISTED]],
        "swap": [plain_text(one) for one in swaps(system) if _number_at(one) in numbers],
        "heldBy": _holders(parts, numbers, system)[:_LISTED],
    }


def hindrances(told: dict[str, Any], busy: str = "") -> tuple[str, ...]:
    """Sentences for what `custody` found; none for a device that may be read as it is.

    `busy` is the error of an exclusive opening: it counts where nothing else explains it.
    """
    found = []
    if told["writable"]:
        found.append(f"the kernel lets programs write to {_names(told['writable'])}")
    if told["mountedAt"]:
        found.append(f"it is mounted at {_names(told['mountedAt'])}")
    if told["swap"]:
        found.append("it holds swap space in use")
    if told["heldBy"]:
        found.append(f"{_names(told['heldBy'])} lies on it")
    if busy and not (told["mountedAt"] or told["swap"] or told["heldBy"]):
        found.append(f"something holds it ({busy})")
    return tuple(found)


def refuse_unsafe(path: str, system: System = HERE) -> None:
    """Raise `UsageError` where the device at `path` could be written to while it is read.

    What is no block device is left alone. Only the process that starts the work asks: an
    exclusive opening fails while another process of the same work has the device open so.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - the error is looked at
    except (OSError, ValueError):
        return
    folder = device_folder(status.st_rdev, system) if stat.S_ISBLK(status.st_mode) else None
    if folder is None:
        return
    found = hindrances(custody(folder, system), _busy(path))
    if not found:
        return
    disk = disk_of(folder).name
    raise UsageError(
        f"The device {show(path)} is not safe to read as evidence: {'; '.join(found)}. "
        f"Connect it through a write blocker, or unmount it and run blockdev --setro /dev/{disk} "
        "(and its partitions); --accept-writable reads it as it is, and the report says so."
    )


def _parts(folder: Path) -> list[Path]:
    """The device itself and, of a whole disk, its partitions."""
    return [folder, *(partitions(folder) if folder == disk_of(folder) else [])]


def _holders(parts: list[Path], numbers: dict[str, str], system: System) -> list[str]:
    found = []
    for one in parts:
        try:
            found += sorted(holder.name for holder in (one / "holders").iterdir())
        except OSError:
            continue
    for disk in disks(system):
        try:
            backing = os.fsdecode((disk / "loop" / "backing_file").read_bytes()).rstrip("\n")
        except OSError:
            continue
        if _number_at(backing) in numbers:
            found.append(disk.name)
    return [plain_text(one) for one in found]


def _number_at(path: str) -> str:
    """Of the block device at the absolute `path`, as "7:0"; "-" where there is none."""
    if not path.startswith("/"):
        return "-"
    try:
        status = os.stat(path)  # noqa: PTH116 - the error is looked at
    except (OSError, ValueError):
        return "-"
    rdev = status.st_rdev
    return f"{os.major(rdev)}:{os.minor(rdev)}" if stat.S_ISBLK(status.st_mode) else "-"


def _busy(path: str) -> str:
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_EXCL))
    except OSError as bad:
        return os.strerror(errno.EBUSY) if bad.errno == errno.EBUSY else ""
    return ""


def _names(names: list[str]) -> str:
    return ", ".join(show(one) for one in names[:4]) + (" and others" if names[4:] else "")
