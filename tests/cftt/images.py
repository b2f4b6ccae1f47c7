"""Disk images for the assertions: made here, byte by byte, or by the stock tools."""

import json
import shutil
import subprocess

import pytest

from tests.conftest import run

SECTOR = 512
MIB = 1 << 20


def needs(*tools):
    missing = [one for one in tools if not shutil.which(one, path="/usr/sbin:/sbin:/usr/bin:/bin")]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")


def numbered(size):
    """Bytes of a medium on which each sector says its number."""
    whole = b"".join(b"sector %025d".ljust(SECTOR, b".") % at for at in range(-(-size // SECTOR)))
    return whole[:size]


def inspected(image, out, home, *more, check=None):
    """The predicate of an inspection of `image`."""
    run("inspect", image, "--out", out, "--workers", "1", *more, home=home, check=check)
    return json.loads((out / "statement.json").read_bytes())["predicate"]


def ext4(path, files, *, size=8 * MIB, removed=()):
    """An ext4 image with `files` (name -> bytes), of which `removed` are deleted again."""
    source = path.parent / f"{path.name}-files"
    source.mkdir()
    for name, data in files.items():
        (source / name).write_bytes(data)
    path.write_bytes(bytes(size))
    subprocess.run(["/usr/sbin/mkfs.ext4", "-q", "-F", "-d", source, path], check=True)
    for name in removed:
        command = ["/usr/sbin/debugfs", "-w", "-R", f"rm {name}", path]
        subprocess.run(command, check=True, capture_output=True)
    shutil.rmtree(source)
    return path
