"""What tells one medium from another that is at the same place later, without reading it."""

import os
import stat
from pathlib import Path

_TELLING = ("size", "device/wwid", "wwid", "device/serial", "device/vpd_pg80", "loop/backing_file")


def stamp_of(path: str, devices: Path = Path("/sys/dev/block")) -> str:
    """Size, time and inode of an image; size and what the drive is called of a device.

    A drive that is connected again has the same stamp. "" where nothing is known.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - the error is looked at
    except OSError:
        return ""
    if not stat.S_ISBLK(status.st_mode):
        return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"
    folder = devices / f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"
    return "\n".join(_words(folder / name) for name in _TELLING)


def _words(file: Path) -> str:
    try:
        return file.read_bytes().decode("ascii", "backslashreplace").strip()
    except OSError:
        return ""
