"""A medium as a file system of PyFilesystem2, held against the library's own memory file system.

The library's suite for file systems, `fs.test.FSTestCases`, writes in each of its tests. Its suite
for archives builds a source, packs it, loads it and compares: these tests are of that pattern.
"""

import os
import random

import pytest

from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity
from mediascan.runs.evidence import register
from mediascan.sources.layout import LayoutWriter
from mediascan.sources.medium import MediumTree
from mediascan.sources.pyfs import fs_library
from mediascan.sources.pyfs_evidence import evidence_class
from tests.cftt.images import ext4, needs

FILES = {
    "top.txt": b"Hello, World",
    "foo/bar.txt": b"baz",
    "foo/bar/egg": random.Random(1).randbytes(300_000),
    "empty": b"",
    "foo/Größe \udcff": b"not UTF-8",
}


@pytest.fixture
def fs():
    return fs_library()


@pytest.fixture
def source(fs):
    """What is packed, in memory."""
    made = fs.memoryfs.MemoryFS()
    for path, data in FILES.items():
        made.makedirs(path.rpartition("/")[0], recreate=True)
        made.writebytes(path, data)
    yield made
    made.close()


@pytest.fixture
def packed(source, tmp_path):
    """The same on a medium, each file in two runs, below the folder p1."""
    image, layout = tmp_path / "disk.raw", tmp_path / "layout.sqlite"
    writer, data, at = LayoutWriter(layout, 1 << 20), bytearray(1 << 20), 4096
    writer.add(b"p1", EntryKind.VOLUME, Identity(1 << 20, 0, 0, 0, 0), (Extent(0, 0, 1 << 20),))
    for path in source.walk.dirs("/"):
        writer.add(b"p1" + os.fsencode(path), EntryKind.FOLDER, Identity(0, 10**9, 0, 7, 0))
    for path in source.walk.files("/"):
        content = source.readbytes(path)
        half, runs = len(content) // 2, []
        for start, part in ((half, content[half:]), (0, content[:half])):
            data[at : at + len(part)] = part
            runs.insert(0, Extent(start, at, len(part)))
            at += len(part) + 99
        identity = Identity(len(content), 10**9, 0, 7, len(content))
        writer.add(b"p1" + os.fsencode(path), EntryKind.FILE, identity, tuple(runs))
    writer.add(b"p1/link", EntryKind.LINK, Identity(0, 0, 0, 0, 0), target=b"top.txt")
    writer.finish(1 << 30)
    writer.close()
    image.write_bytes(data)
    opened = evidence_class()(MediumTree(str(image), str(layout)), "p1")
    yield opened
    opened.close()


def test_repr_and_meta_say_what_it_is(packed):
    assert repr(packed)
    assert packed.getmeta()["read_only"] is True
    assert packed.getmeta()["network"] is False


def test_it_holds_what_was_packed(packed, source):
    assert set(packed.walk.files("/")) - {"/link"} == set(source.walk.files("/"))
    assert set(packed.walk.dirs("/")) == set(source.walk.dirs("/"))
    for path in source.walk.files("/"):
        assert packed.readbytes(path) == source.readbytes(path)


def test_it_can_be_copied_and_is_the_same_then(fs, packed, source):
    copy = fs.memoryfs.MemoryFS()
    fs.copy.copy_fs(packed, copy, walker=fs.walk.Walker(exclude=["link"]))
    assert {path: copy.readbytes(path) for path in copy.walk.files("/")} == {
        path: source.readbytes(path) for path in source.walk.files("/")
    }


def test_getinfo(packed):
    root = packed.getinfo("/", ["details"])
    assert (root.name, root.is_dir) == ("", True)
    top = packed.getinfo("top.txt", ["details", "evidence"])
    assert (top.name, top.is_dir, top.size, top.is_file) == ("top.txt", False, 12, True)
    assert top.modified.timestamp() == 1
    assert top.raw["evidence"] == {"kind": "file", "inode": 7, "allocated": 12}
    assert packed.getinfo("foo").is_dir
    assert packed.getinfo("link", ["link"]).raw["link"]["target"] == "top.txt"


def test_listdir_and_scandir(fs, packed):
    assert sorted(packed.listdir("/")) == ["empty", "foo", "link", "top.txt"]
    assert sorted(one.name for one in packed.scandir("/foo")) == sorted(
        ["bar", "bar.txt", "Größe \udcff"]
    )
    with pytest.raises(fs.errors.DirectoryExpected):
        packed.listdir("top.txt")
    with pytest.raises(fs.errors.ResourceNotFound):
        packed.listdir("nothere")


def test_gets(fs, packed):
    assert packed.readtext("top.txt") == "Hello, World"
    assert packed.getsize("foo/bar/egg") == 300_000
    assert packed.readbytes("foo/bar.txt") == b"baz"
    assert packed.exists("foo/bar.txt")
    assert not packed.exists("nothere")
    for bad in ("what.txt", "foo/nothere"):
        with pytest.raises(fs.errors.ResourceNotFound):
            packed.readbytes(bad)
        with pytest.raises(fs.errors.ResourceNotFound):
            packed.getinfo(bad)
    with pytest.raises(fs.errors.FileExpected):
        packed.readbytes("foo")


def test_a_file_can_be_read_from_any_place(packed):
    data = FILES["foo/bar/egg"]
    with packed.openbin("foo/bar/egg") as file:
        for offset in (299_990, 0, 149_999, 150_001):
            file.seek(offset)
            assert file.tell() == offset
            assert file.read(10) == data[offset : offset + 10]
        assert file.seek(-3, 2) == len(data) - 3
        assert file.read() == data[-3:]
        assert file.read() == b""
        assert not file.writable()


def test_a_folder_can_be_opened_by_itself(packed):
    with packed.opendir("foo") as inner:
        assert inner.readbytes("bar.txt") == b"baz"


def test_nothing_can_be_written(fs, packed):
    for write in (
        lambda: packed.makedir("new"),
        lambda: packed.remove("top.txt"),
        lambda: packed.removedir("foo"),
        lambda: packed.setinfo("top.txt", {}),
        lambda: packed.writebytes("new", b""),
        lambda: packed.openbin("top.txt", "w"),
        lambda: packed.openbin("top.txt", "r+"),
        lambda: packed.appendbytes("top.txt", b""),
    ):
        with pytest.raises(fs.errors.ResourceReadOnly):
            write()
    assert packed.readbytes("top.txt") == b"Hello, World"


def test_closed_it_says_so(fs, packed):
    packed.close()
    assert packed.isclosed()


@needs("mkfs.ext4", "debugfs")
def test_an_address_opens_an_image(fs, tmp_path):
    pytest.importorskip("pytsk3", reason="the extra mediascan[disk] is not installed")
    image = ext4(tmp_path / "disk.raw", {"a": b"first", "b": b"second" * 1000})
    before = image.stat()
    register()
    with fs.open_fs(f"evidence://{image}!/volume") as opened:
        assert opened.readbytes("a") == b"first"
        assert opened.readbytes("b") == b"second" * 1000
    with fs.open_fs(f"evidence://{image}") as opened:
        assert {"medium", "volume"} <= set(opened.listdir("/"))
    after = image.stat()
    assert (before.st_mtime_ns, before.st_atime_ns) == (after.st_mtime_ns, after.st_atime_ns)
    with pytest.raises(fs.errors.CreateFailed):
        fs.open_fs(f"evidence://{image}!/nothere")
