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


def _mount_of(path: str) -> dict[str, Any] | None:
    device = Path(path).stat().st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    best: dict[str, Any] | None = None
    try:
        lines = _MOUNTS.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    for line in lines:
        left, _, right = line.partition(" - ")
        fields, more = left.split(" "), right.split(" ")
        if len(fields) < 6 or len(more) < 3 or fields[2] != wanted:
            continue
        point = _unescape(fields[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and (best is None or len(point) >= len(best["mountPoint"])):
            options = sorted({*fields[5].split(","), *more[2].split(",")})
            best = {
                "mountPoint": point,
                "fileSystem": more[0],
                "device": _unescape(more[1]),
                "mountOptions": options,
                "readOnly": "ro" in fields[5].split(",") or "ro" in more[2].split(","),
            }
    return best


def _unescape(text: str) -> str:
    """Undo the three octal digits that stand for space, tab, newline and backslash."""
    plain = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)
    return plain.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _link_to(folder: Path, device: str) -> str:
    try:
        target = os.path.realpath(device)
        for link in folder.iterdir():
            if os.path.realpath(link) == target:
                return link.name
    except OSError:
        pass
    return ""
