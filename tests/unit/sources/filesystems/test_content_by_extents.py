"""Content read through extents by our own reader is what was put into the file system."""

import os
import struct
import subprocess

import pytest

from mediascan.model.source import EntryKind
from tests.unit.sources.filesystems.images import (
    MIB,
    blank,
    content,
    digests,
    listing,
    mounted,
    needs,
    opened,
    reader,
    run,
    tree,
)

pytest.importorskip("pytsk3", reason="mediascan[disk] is not installed")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    return folder, tree(folder)


@needs("mkfs.ext4")
@pytest.mark.parametrize("kind", ["ext2", "ext3", "ext4"])
def test_ext(tmp_path, source, kind):
    folder, wanted = source
    image = blank(tmp_path / "image", 64 * MIB)
    run("mkfs." + kind, "-q", "-b", 1024, "-d", folder, image)
    found, entries = listing(image, "ext")
    assert found == wanted
    assert len(found) > 240
    link = next(one for one in entries if one.path == b"link")
    assert (link.kind, link.target) == (EntryKind.LINK, b"d0/../large.bin")
    hard, large = (next(e for e in entries if e.path == n) for n in (b"hard.bin", b"large.bin"))
    assert hard.identity.inode == large.identity.inode
    stat = (folder / "large.bin").stat()
    assert large.identity.mtime_ns // 10**9 == stat.st_mtime_ns // 10**9
    sparse = next(one for one in entries if one.path == b"sparse.bin")
    assert sparse.identity.allocated < MIB
    assert any(one.physical is None for one in sparse.extents)


@needs("mkfs.vfat", "mcopy")
@pytest.mark.parametrize("bits", [12, 16, 32])
def test_fat(tmp_path, source, bits):
    folder, wanted = source
    image = blank(tmp_path / "image", 64 * MIB)
    cluster = {12: 64, 16: 4, 32: 1}[bits]
    run("mkfs.vfat", "-F", bits, "-s", cluster, "-n", "SHARDS", image)
    names = sorted(path for path in folder.iterdir() if not path.is_symlink())
    run("mcopy", "-s", "-i", image, *names, "::", env={**os.environ, "MTOOLS_SKIP_CHECK": "1"})
    found, _ = listing(image, "fat")
    assert {path: one for path, one in found.items() if not path.startswith(b"$")} == wanted


@needs("mkntfs", "ntfscp", "ntfs-3g")
def test_ntfs(tmp_path, source):
    folder, wanted = source
    image = blank(tmp_path / "image", 64 * MIB)
    run("mkntfs", "-q", "-F", "-L", "SHARDS", image)
    with mounted("ntfs", image, tmp_path / "mounted") as place:
        names = [path for path in folder.iterdir() if not path.is_symlink()]
        run("cp", "-r", "--sparse=always", *names, place)
        (place / "gone.bin").write_bytes(b"deleted" * 1000)
        os.setxattr(place / "large.bin", "user.hidden", b"a stream" * 9)
        wanted = wanted | fragmented(place)
        with (place / "short").open("wb") as file:  # ntfs-3g keeps the valid length behind zeros
            file.write(b"s" * 9000)
            file.truncate(MIB)
        (place / "gone.bin").unlink()
        wanted = wanted | {b"short": digests(place)[b"short"]}
    found, entries = listing(image, "ntfs")
    assert {path: one for path, one in found.items() if not path.startswith(b"$")} == wanted
    stream = next(one for one in entries if one.stream == b"hidden")
    assert (stream.path, stream.resident) == (b"large.bin", b"a stream" * 9)
    gone = [one for one in entries if one.path.endswith(b"gone.bin")]
    assert gone
    assert all(one.deleted for one in gone)
    assert not any(one.path == b"$BadClus" and one.stream for one in entries)


@needs("mkntfs", "ntfscp")
def test_space_of_ntfs_that_was_never_written_reads_as_zeros(tmp_path):
    image = blank(tmp_path / "image", 16 * MIB)
    (tmp_path / "old").write_bytes(b"secret! " * 8192)
    run("mkntfs", "-q", "-F", image)
    run("ntfscp", image, tmp_path / "old", "file.bin")
    data = bytearray(image.read_bytes())
    lengths = struct.pack("<QQQ", 65_536, 65_536, 65_536)  # allotted, size, written
    valid = data.index(lengths) + 16
    assert data.count(lengths) <= 2  # the table of records has a copy of its first ones only
    data[valid : valid + 8] = struct.pack("<Q", 10_000)
    image.write_bytes(data)
    entry = next(one for one in opened(image, "ntfs").entries() if one.path == b"file.bin")
    told = content(reader(image), entry)
    assert told == (b"secret! " * 8192)[:10_000] + bytes(55_536)
    (tmp_path / "told").write_bytes(run("ntfscat", image, "file.bin"))
    assert told == (tmp_path / "told").read_bytes()


@needs("mkfs.exfat", "mount.exfat-fuse", "losetup")
def test_exfat(tmp_path, source):
    folder, wanted = source
    image = blank(tmp_path / "image", 64 * MIB)
    run("mkfs.exfat", "-L", "SHARDS", image)
    with mounted("exfat", image, tmp_path / "mounted") as place:
        run("cp", "-r", *(path for path in folder.iterdir() if not path.is_symlink()), place)
        wanted = wanted | fragmented(place)
    found, _ = listing(image, "exfat")
    assert {path: one for path, one in found.items() if not path.startswith(b"$")} == wanted


@needs("mkfs.exfat", "mount.exfat-fuse", "losetup")
def test_space_of_exfat_that_was_never_written_reads_as_zeros(tmp_path):
    image = blank(tmp_path / "image", 16 * MIB)
    run("mkfs.exfat", image)
    names = [f"file-{number:02d}.bin" for number in range(40)]
    with mounted("exfat", image, tmp_path / "mounted") as place:
        for number, name in enumerate(names):
            (place / name).write_bytes(b"secret! " * 1000 + bytes(number))
    data = bytearray(image.read_bytes())
    for number in range(40):
        size = 8000 + number
        at = data.index(struct.pack("<Q", size), data.index(struct.pack("<QI", size, 0)) + 8)
        assert data[at - 24] == 0xC0
        data[at - 16 : at - 8] = struct.pack("<Q", 100 + number)
    image.write_bytes(data)
    found = {one.path: one for one in opened(image, "exfat").entries()}
    for number, name in enumerate(names):
        told = content(reader(image), found[name.encode()])
        assert told == (b"secret! " * 1000)[: 100 + number] + bytes(7900)


@needs("genisoimage")
def test_iso9660(tmp_path, source):
    folder, wanted = source
    run("genisoimage", "-quiet", "-J", "-joliet-long", "-o", tmp_path / "image", folder)
    found, _ = listing(tmp_path / "image", "iso9660")
    assert sorted(found.values()) == sorted(wanted.values())
    assert set(wanted) - set(found) <= {one for one in wanted if len(one) > 60 or one > b"~"}


@needs("mkfs.xfs", "mount")
def test_xfs_beyond_its_first_allocation_group(tmp_path, source):
    folder, wanted = source
    image = blank(tmp_path / "image", 320 * MIB)
    run("mkfs.xfs", "-q", "-L", "SHARDS", image)
    with mounted("xfs", image, tmp_path / "mounted") as place:
        run("cp", "-a", "--sparse=always", *folder.iterdir(), place)
        wanted = wanted | fragmented(place)
    found, entries = listing(image, "xfs")
    assert found == wanted
    group = 80 * MIB
    assert {(one.extents[0].physical or 0) // group for one in entries if one.extents} >= {
        0,
        1,
        2,
        3,
    }
    link = next(one for one in entries if one.path == b"link")
    assert (link.kind, link.target) == (EntryKind.LINK, b"d0/../large.bin")


@needs("mkfs.ext4", "mount")
def test_ext4_with_fragments_and_space_that_was_never_written(tmp_path):
    image = blank(tmp_path / "image", 64 * MIB)
    run("mkfs.ext4", "-q", "-O", "inline_data", "-b", 1024, image)
    with mounted("ext", image, tmp_path / "mounted") as place:
        (place / "inline").write_bytes(b"in the record")
        wanted = fragmented(place) | digests(place)
    found, entries = listing(image, "ext")
    assert found == wanted
    assert next(one for one in entries if one.path == b"inline").resident == b"in the record"


def fragmented(place):
    """Files in many runs, holes between them, and one with space that was only allotted."""
    with (place / "a").open("wb") as one, (place / "b").open("wb") as other:
        for number in range(60):
            for file in (one, other):
                file.write(bytes([number + 1]) * 9000)
                file.flush()
                os.fsync(file.fileno())
            if number % 7 == 0:
                other.seek(40_000, os.SEEK_CUR)
    with (place / "allotted").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, 2 * MIB)
        file.seek(70_000)
        file.write(b"written" * 1000)
    names = ("a", "b", "allotted")
    return {path: one for path, one in digests(place).items() if path.decode() in names}


@needs("mkfs.ext4", "debugfs", "fls")
def test_deleted_entries_are_marked_and_are_those_that_fls_tells(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    for name in ("kept", "gone-1", "gone-2"):
        (folder / name).write_bytes(name.encode() * 1000)
    image = blank(tmp_path / "image", 8 * MIB)
    run("mkfs.ext4", "-q", "-d", folder, image)
    run("debugfs", "-w", "-R", "rm gone-1", image)
    run("debugfs", "-w", "-R", "rm gone-2", image)
    found, entries = listing(image, "ext")
    told = {line.split(b"\t")[1] for line in run("fls", "-r", "-p", "-d", image).splitlines()}
    assert {one.path for one in entries if one.deleted} == told == {b"gone-1", b"gone-2"}
    assert found == {b"kept": digests(folder)[b"kept"]}


@needs("mkfs.ext4", "debugfs")
def test_a_deleted_name_whose_record_is_in_use_again_gets_no_content(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "d").mkdir()
    (folder / "gone").write_bytes(b"g" * 5000)
    image = blank(tmp_path / "image", 8 * MIB)
    run("mkfs.ext4", "-q", "-d", folder, image)
    (tmp_path / "new").write_bytes(b"n" * 5000)
    script = f"rm gone\ncd d\nwrite {tmp_path / 'new'} other\n"
    subprocess.run(
        ["debugfs", "-w", image], input=script, text=True, check=True, capture_output=True
    )
    _, entries = listing(image, "ext")
    (gone,) = [one for one in entries if one.path == b"gone"]
    assert gone.deleted
    assert not gone.extents
    assert "belongs to another entry" in gone.fault
