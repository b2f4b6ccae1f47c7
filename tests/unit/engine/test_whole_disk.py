"""A whole disk with several volumes: divided, told, listed and read, and not a byte changed."""

import hashlib
import os

import pytest

from fixtures.makers.volume_files import md1
from mediascan.engine.states import states
from mediascan.engine.walker import Walk
from mediascan.model.source import EntryKind
from mediascan.reading.window import Window
from mediascan.sources.filesystems.reads import RawVolume, through
from mediascan.sources.filesystems.registry import can_read, parsers_for
from mediascan.sources.volumes.registry import divide_all, placed
from tests.conftest import FORMAT_FIXTURES
from tests.unit.sources.filesystems.images import MIB, blank, content, needs, reader, run, tree
from tests.unit.sources.volumes.images import sfdisk, window_over

pytest.importorskip("pytsk3", reason="mediascan[disk] is not installed")
TABLE = "label: gpt\nsize=48MiB\nsize=48MiB\nsize=16MiB\nsize=16MiB\n"


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """GPT with ext4, FAT, LUKS and a member of an array; and the digests of what was put in."""
    place = tmp_path_factory.mktemp("disk")
    wanted = tree(place / "source", links=False)
    path = sfdisk(place / "disk", TABLE, size=160 * MIB)
    parts = [blank(place / f"part{n}", size * MIB) for n, size in enumerate((48, 48, 16, 16))]
    run("mkfs.ext4", "-q", "-b", 1024, "-d", place / "source", parts[0])
    run("mkfs.vfat", parts[1])
    run("mcopy", "-s", "-i", parts[1], *(place / "source").iterdir(), "::")
    parts[2].write_bytes((FORMAT_FIXTURES / "luks" / "first_wiped.luks").read_bytes())
    parts[3].write_bytes(md1(4096, index=1))
    (division,) = divide_all(window_over(path), 512)
    with path.open("r+b") as file:
        for volume, part in zip(division.volumes, parts, strict=True):
            file.seek(volume.extents[0].physical)
            file.write(part.read_bytes())
    return path, wanted


@needs("sfdisk", "mkfs.ext4", "mkfs.vfat", "mcopy")
def test_every_volume_is_told_and_every_file_is_read_from_the_medium(disk):
    path, wanted = disk
    before = hashlib.sha256(path.read_bytes()).digest(), path.stat()
    medium = reader(path)
    (division,) = divide_all(window_over(path), 512)
    told = []
    for volume in division.volumes:
        read = through(medium, volume.extents)

        def read_at(at, length, read=read):
            buffer = bytearray(length)
            return bytes(buffer[: read(memoryview(buffer), at)])

        found = states(read_at, volume.size)
        told += [one.format_id for one in found]
        for parser in parsers_for(Window.over(read_at(0, 131_072))):
            assert can_read(parser)
            walk = Walk(parser.kind, RawVolume(str(path), volume.extents), volume.size)
            files = {}
            for one in walk.entries():
                if one.kind is EntryKind.FILE and not one.path.startswith(b"$"):
                    moved = one._replace(extents=tuple(placed(volume.extents, one.extents)))
                    files[one.path] = hashlib.sha256(content(medium, moved)).hexdigest()
            assert files == wanted
            assert not walk.faults
            told.append(parser.kind)
    assert told == ["ext", "fat", "luks", "md_member"]
    after = path.stat()
    assert (hashlib.sha256(path.read_bytes()).digest(), after.st_mtime_ns) == (
        before[0],
        before[1].st_mtime_ns,
    )


@needs("sfdisk", "mkfs.ext4", "mkfs.vfat", "mcopy")
def test_a_walk_changes_no_time_of_the_image(disk):
    path, _ = disk
    os.utime(path, ns=(10**18, 2 * 10**18))
    (division,) = divide_all(window_over(path), 512)
    os.utime(path, ns=(10**18, 2 * 10**18))
    volume = division.volumes[0]
    list(Walk("ext", RawVolume(str(path), volume.extents), volume.size).entries())
    assert path.stat().st_atime_ns == 10**18
    assert path.stat().st_mtime_ns == 2 * 10**18
