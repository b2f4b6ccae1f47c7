"""Volumes made by the file systems' own tools, with the tree that goes into them."""

import hashlib
import os
import random
import shutil
import subprocess
from contextlib import contextmanager

import pytest

from mediascan.model.source import EntryKind
from mediascan.sources.filesystems.reads import through
from mediascan.sources.filesystems.registry import all_parsers

os.environ["PATH"] += ":/usr/sbin:/sbin"
MIB = 1 << 20


def needs(*tools):
    missing = [one for one in tools if not shutil.which(one)]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")


def run(*command, **more):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, **more).stdout


def tree(folder, *, links=True, sparse=True):
    """Some hundred files: shards, empty and sparse ones, Unicode names; the digests by path."""
    chance = random.Random(7)
    for number in range(240):
        place = folder / f"d{number % 6}" / f"e{number % 5}"
        place.mkdir(parents=True, exist_ok=True)
        size = chance.choice((0, 1, 30, 700, 1024, 4096, 5000, 70_000))
        (place / f"shard-{number:05d}-of-00240.bin").write_bytes(chance.randbytes(size))
    (folder / "large.bin").write_bytes(chance.randbytes(5 * MIB + 13))
    (folder / "d0" / "Größe-数据-имя.txt").write_text("hello")
    if sparse:
        with (folder / "sparse.bin").open("wb") as file:
            file.seek(3 * MIB)
            file.write(b"x" * 5000)
            file.truncate(6 * MIB + 77)
    if links:
        (folder / "link").symlink_to("d0/../large.bin")
        os.link(folder / "large.bin", folder / "hard.bin")
    return digests(folder)


def digests(folder):
    return {
        str(path.relative_to(folder)).encode(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def blank(path, size):
    with path.open("wb") as file:
        file.truncate(size)
    return path


def reader(path):
    file = os.open(path, os.O_RDONLY)
    return lambda buffer, offset: os.preadv(file, [buffer], offset)


def opened(path, kind):
    """The file system in `path`, in this process."""
    return all_parsers()[kind].open(reader(path), path.stat().st_size)


def content(read_into, listed):
    """The bytes of an entry, by its extents alone."""
    if listed.resident is not None:
        return listed.resident
    assert sum(one.length for one in listed.extents) == listed.identity.size
    data = bytearray(listed.identity.size)
    done = through(read_into, listed.extents)(memoryview(data), 0) if data else 0
    assert done == len(data)
    return bytes(data)


def listing(path, kind):
    """The digests of the allocated files in `path`, read by extents; and all entries."""
    read_into = reader(path)
    entries = list(opened(path, kind).entries())
    found = {
        one.path: hashlib.sha256(content(read_into, one)).hexdigest()
        for one in entries
        if one.kind is EntryKind.FILE and not (one.deleted or one.stream or one.fault)
    }
    return found, entries


@contextmanager
def mounted(kind, image, place, *options):
    """`image` mounted at `place`, for writing into it; skips where this machine cannot."""
    place.mkdir(exist_ok=True)
    device = image
    drivers = {"ntfs": ["ntfs-3g"], "exfat": ["mount.exfat-fuse"]}
    try:
        if kind == "exfat":  # its driver wants a block device
            device = run("losetup", "-f", "--show", image).decode().strip()
        run(*drivers.get(kind, ["mount", "-o", "loop"]), *options, device, place)
    except (OSError, subprocess.CalledProcessError) as bad:
        if device is not image:
            run("losetup", "-d", device)
        pytest.skip(f"this machine mounts no {kind} image: {bad}")
    try:
        yield place
    finally:
        run("umount", place)
        if device is not image:
            run("losetup", "-d", device)
