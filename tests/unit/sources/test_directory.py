"""A folder of the running system: few descriptors, no link followed, places from the system."""

import errno
import os

import pytest

from mediascan.model.source import EntryKind
from mediascan.sources import directory
from mediascan.sources.base import NotRegular, Place
from mediascan.sources.directory import DirectoryTree


@pytest.fixture
def tree(tmp_path):
    """Two hundred folders in three levels with a file each."""
    for number in range(200):
        folder = tmp_path / f"{number % 5}" / f"{number % 10}" / f"{number}"
        folder.mkdir(parents=True)
        (folder / "file").write_text(str(number))
    opened = DirectoryTree(str(tmp_path))
    yield opened
    opened.close()


def folder(number):
    return b"%d/%d/%d" % (number % 5, number % 10, number)


def content(tree, place, name=b"file"):
    file = tree.open(place, name)
    buffer = bytearray(100)
    count = file.read_into(memoryview(buffer), 0)
    file.close()
    return buffer[:count].decode()


def descriptors():
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are enough


def test_files_of_many_folders_are_found_with_few_descriptors(tree):
    before = descriptors()
    for round_ in range(2):
        for number in range(200):
            one = (number * 77 + round_) % 200
            assert content(tree, folder(one)) == str(one)
            assert descriptors() - before <= directory._OPEN
    assert len(tree._open) == directory._OPEN


def test_a_closed_tree_holds_no_descriptor(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    before = descriptors()
    tree = DirectoryTree(str(tmp_path))
    assert list(tree.entries(b"a/b")) == []
    assert descriptors() == before + 3
    tree.close()
    assert descriptors() == before


def test_a_path_deeper_than_the_descriptors_are_many_is_reached(tmp_path):
    deep = b"/".join([b"d"] * (3 * directory._OPEN))
    os.makedirs(os.path.join(os.fsencode(tmp_path), deep))  # noqa: PTH103, PTH118 - bytes
    tree = DirectoryTree(str(tmp_path))
    assert list(tree.entries(deep)) == []
    with pytest.raises(FileNotFoundError):
        list(tree.entries(deep + b"/missing"))
    assert len(tree._open) <= directory._OPEN
    assert [one.name for one in tree.entries(b"d")] == [b"d"]
    tree.close()


def test_a_folder_that_became_a_link_is_not_entered(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_text("secret")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a").symlink_to("../real")
    tree = DirectoryTree(str(tmp_path / "source"))
    assert tree.place(b"a", b"file") is None
    with pytest.raises(NotADirectoryError):
        tree.open(b"a", b"file")
    tree.close()


def test_entries_carry_the_inode(tmp_path):
    (tmp_path / "file").write_text("x")
    tree = DirectoryTree(str(tmp_path))
    assert list(tree.entries(b"")) == [
        (b"file", EntryKind.FILE, (tmp_path / "file").stat().st_ino),
    ]
    tree.close()


def test_a_place_is_the_first_extent_and_nothing_has_none(tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 50_000)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "link").symlink_to("file")
    os.sync()
    tree = DirectoryTree(str(tmp_path))
    file = tree.open(b"", b"file")
    try:
        wanted = Place(file.extents(room=1)[0].physical, 50_000)
    except OSError as bad:
        pytest.skip(f"no map of extents here: {bad}")
    finally:
        file.close()
    assert tree.place(b"", b"file") == wanted
    assert [tree.place(b"", name) for name in (b"empty", b"link", b"missing")] == [None] * 3
    with pytest.raises((NotRegular, OSError)):
        tree.open(b"", b"link")
    tree.close()


@pytest.mark.parametrize(
    ("number", "asked"), [(errno.EOPNOTSUPP, 1), (errno.ENOTTY, 1), (None, 1), (errno.EIO, 3)]
)
def test_a_file_system_without_a_map_is_asked_once(tmp_path, monkeypatch, number, asked):
    (tmp_path / "file").write_bytes(b"x")
    calls = []

    def refuse(*_):
        calls.append(1)
        raise OSError(number, "refused") if number else OSError("refused")

    monkeypatch.setattr(directory, "extents", refuse)
    tree = DirectoryTree(str(tmp_path))
    assert [tree.place(b"", b"file") for _ in range(3)] == [None] * 3
    assert len(calls) == asked
    tree.close()
