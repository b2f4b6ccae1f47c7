"""What the Linux kernel tells of block devices in /sys and /proc: read as text, never written.

Documentation/ABI/stable/sysfs-block, testing/sysfs-class-block and admin-guide/devices of the
kernel; proc_pid_mountinfo(5), proc_swaps(5). What a drive says of itself there is its own word.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mediascan.model.finding import plain_text
from mediascan.model.limits import TEXT_LENGTH

UNIT = 512  # bytes of what sysfs counts sizes and starts in, whatever the device's sector is
_ATTRIBUTE = 64 * 1024  # bytes read of one attribute: a page is what most may have
_PARTS = 1024  # partitions looked at: GPT has 128, Linux numbers 256 a disk at most


@dataclass(frozen=True, slots=True)
class System:
    """Where the kernel's view is found: other folders in tests."""

    sys: Path = Path("/sys")
    proc: Path = Path("/proc")
    dev: Path = Path("/dev")


HERE = System()


def device_folder(number: int, system: System = HERE) -> Path | None:
    """The folder of device `number` (as of `st_rdev`), without links; None where there is none."""
    link = system.sys / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
    try:
        return link.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: links in a ring
        return None


def disk_of(folder: Path) -> Path:
    """The folder of the whole disk that the device at `folder` is, or is a partition of."""
    return folder.parent if (folder / "partition").exists() else folder


def disks(system: System = HERE) -> list[Path]:
    """The folders of all whole devices, by name."""
    try:
        names = sorted((system.sys / "block").iterdir(), key=lambda one: _natural(one.name))
    except OSError:
        return []
    found = []
    for link in names:
        try:
            found.append(link.resolve(strict=True))
        except (OSError, RuntimeError):
            continue
    return found


def partitions(disk: Path) -> list[Path]:
    """The folders of the partitions that the kernel sees on `disk`, by number."""
    try:
        below = [one for one in disk.iterdir() if (one / "partition").is_file()]
    except OSError:
        return []
    return sorted(below, key=lambda one: number(one, "partition") or 0)[:_PARTS]


def raw(folder: Path, name: str) -> bytes:
    """The attribute `name`, b"" where it is not to be had."""
    try:
        with (folder / name).open("rb") as file:
            return file.read(_ATTRIBUTE)
    except OSError:
        return b""


def text(folder: Path, name: str) -> str:
    """The attribute `name` as bounded text without the white space around it; "" for none."""
    return plain(raw(folder, name))


def plain(data: bytes) -> str:
    """Bytes of a drive as bounded Unicode text, padding taken off."""
    words = data.decode("utf-8", "surrogateescape").strip(" \t\r\n\0")
    return plain_text(words)[:TEXT_LENGTH]


def number(folder: Path, name: str) -> int | None:
    """The attribute `name` as a whole number; None where it is none."""
    words = text(folder, name)
    return int(words) if re.fullmatch(r"\d{1,20}", words, re.ASCII) else None


def device_number(folder: Path) -> str:
    """Of the device at `folder`, as "8:16"; "" where it is not known."""
    return text(folder, "dev")


def mounts(system: System = HERE) -> Iterator[tuple[str, str, str]]:
    """Device number, source and mount point of all that is mounted, as the kernel writes them."""
    for line in _lines(system.proc / "self" / "mountinfo"):
        fields = line.split(" ")
        if "-" in fields[6:-2]:
            source = fields[fields.index("-", 6) + 2]
            yield fields[2], _unescape(source), _unescape(fields[4])


def swaps(system: System = HERE) -> Iterator[str]:
    """The paths that hold swap space in use."""
    for line in _lines(system.proc / "swaps")[1:]:
        yield _unescape(line.split(" ")[0].split("\t")[0])


def _lines(path: Path) -> list[str]:
    try:
        return [one for one in os.fsdecode(path.read_bytes()).split("\n") if one]
    except OSError:
        return []


def _unescape(words: str) -> str:
    """Undo the three octal digits that stand for space, tab, newline and backslash."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), words)


def _natural(name: str) -> list[tuple[int, str]]:
    """A key under which sdb comes before sdaa and nvme2n1 before nvme10n1."""
    parts = re.findall(r"\d{1,9}|\D{1,64}", name, re.ASCII)
    return [(int(one), "") if one.isdigit() else (len(one), one) for one in parts]
