"""What the running Linux system says of the file system that a path lies on.

Layout of `/proc/self/mountinfo`: proc_pid_mountinfo(5). On other systems nothing is known, and the
report says nothing.
"""

import os
import re
from pathlib import Path
from typing import Any

from mediascan.sources.rotation import block_device, rotational

_MOUNTS = Path("/proc/self/mountinfo")
_BY_UUID = Path("/dev/disk/by-uuid")
_BY_LABEL = Path("/dev/disk/by-label")


def mount_facts(path: str) -> dict[str, Any]:
    """Device, file system, options and sizes of the mount that holds `path`; JSON values."""
    facts: dict[str, Any] = {}
    mount = _mount_of(path)
    if mount:
        facts |= mount
        device = mount["device"]
        for key, folder in (("uuid", _BY_UUID), ("label", _BY_LABEL)):
            name = _link_to(folder, device)
            if name:
                facts[key] = name
    turns = rotational(_number(path, mount))
    if turns is not None:
        facts["rotational"] = turns
    room = os.statvfs(path)
    facts["totalBytes"] = str(room.f_blocks * room.f_frsize)
    if mount and not mount["readOnly"]:
        facts["notes"] = ["The file system is mounted writable; mediascan itself wrote nothing."]
    return facts


def _number(path: str, mount: dict[str, Any] | None) -> int:
    """The device number below `path`; btrfs has one of its own a subvolume, with major 0."""
    number = Path(path).stat().st_dev
    return block_device(mount["device"]) if mount and not os.major(number) else number


def within_file_system(path: str) -> tuple[int, str]:
    """The device number of the file system that holds `path`, and where in it `path` lies.

    However a folder is mounted (bind mounts show it in two places), this is the same. Where the
    system does not say, the place is that of the running system.
    """
    device = Path(path).stat().st_dev
    fields = _line_of(path)
    if fields is None:
        return device, path
    root, point = _unescape(fields[3]), _unescape(fields[4])
    return device, os.path.normpath(Path(root) / os.path.relpath(path, point))


def _mount_of(path: str) -> dict[str, Any] | None:
    fields = _line_of(path)
    if fields is None:
        return None
    system, device, more = fields[fields.index("-", 6) + 1 :][:3]
    options = {*fields[5].split(","), *more.split(",")}
    return {
        "mountPoint": _shown(fields[4]),
        "fileSystem": system,
        "device": _shown(device),
        "mountOptions": sorted(options),
        "readOnly": "ro" in options,
    }


def _line_of(path: str) -> list[str] | None:
    """The fields of the mount that holds `path`: the last of those with the longest mount point."""
    device = Path(path).stat().st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    best: list[str] | None = None
    longest = -1
    try:
        lines = os.fsdecode(_MOUNTS.read_bytes()).split("\n")
    except OSError:
        return None
    for line in lines:
        fields = line.split(" ")
        if "-" not in fields[6:-3] or fields[2] != wanted:
            continue
        point = _unescape(fields[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= longest:
            best, longest = fields, len(point)
    return best


def _unescape(text: str) -> str:
    """Undo the three octal digits that stand for space, tab, newline and backslash."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _shown(text: str) -> str:
    return _unescape(text).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _link_to(folder: Path, device: str) -> str:
    try:
        target = os.path.realpath(device)
        for link in folder.iterdir():
            if os.path.realpath(link) == target:
                return link.name
    except OSError:
        pass
    return ""
