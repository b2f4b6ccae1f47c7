"""Deleted entries, compressed files and odd names: marked, and the same as fls and icat tell."""

import os

import pytest

from mediascan.model.source import EntryKind
from tests.unit.sources.filesystems.images import (
    MIB,
    blank,
    content,
    listing,
    mounted,
    needs,
    opened,
    reader,
    run,
    tree,
)

pytest.importorskip("pytsk3", reason="mediascan[disk] is not installed")


def told_by_fls(image, *options):
    """Names by path as fls has them, without what it invents."""
    lines = run("fls", "-r", "-p", *options, image).decode("utf-8", "surrogateescape").splitlines()
    return sorted(line.split("\t", 1)[1] for line in lines)


@pytest.fixture
def fat(tmp_path):
    folder = tmp_path / "source"
    tree(folder, links=False, sparse=False)
    image = blank(tmp_path / "image", 48 * MIB)
    run("mkfs.vfat", "-F", 32, image)
    run("mcopy", "-s", "-i", image, *folder.iterdir(), "::")
    return image


@needs("mkfs.vfat", "mcopy", "fls")
def test_deleted_entries_of_fat_are_those_of_fls_and_are_read_as_icat_does(fat):
    run("mdel", "-i", fat, "::large.bin", "::d1/e2/*")
    entries = [one for one in opened(fat, "fat").entries() if one.deleted]
    ours = sorted(one.path.decode() for one in entries if not one.path.startswith(b"$Orphan"))
    theirs = [one for one in told_by_fls(fat, "-d") if not one.startswith("$")]
    assert ours == theirs
    assert len(ours) > 5
    large = next(one for one in entries if one.path.endswith(b"arge.bin"))
    assert content(reader(fat), large) == run("icat", "-r", fat, large.identity.inode)
    alive = {one.path for one in opened(fat, "fat").entries() if not one.deleted}
    assert not alive & {one.path for one in entries}


@needs("mkntfs", "ntfs-3g", "fls")
def test_a_listing_of_ntfs_is_that_of_fls(tmp_path):
    folder = tmp_path / "source"
    tree(folder, links=False)
    image = blank(tmp_path / "image", 64 * MIB)
    run("mkntfs", "-q", "-F", image)
    with mounted("ntfs", image, tmp_path / "mounted") as place:
        run("cp", "-r", *folder.iterdir(), place)
        (place / "d3" / "e1").joinpath("gone").write_bytes(os.urandom(90_000))
        os.setxattr(place / "d0", "user.of_a_folder", b"text")
        (place / "d3" / "e1" / "gone").unlink()
    entries = list(opened(image, "ntfs").entries())
    ours = sorted(
        (one.path + b":" * bool(one.stream) + one.stream).decode()
        for one in entries
        if not one.path.startswith(b"$")
    )
    theirs = sorted(
        one.split(" (realloc)")[0]
        for one in told_by_fls(image)
        if one[0] != "$" and "/.:" not in one  # a stream of a folder, once more
    )
    assert ours == theirs
    assert "d0:of_a_folder" in ours
    gone = next(one for one in entries if one.path.endswith(b"gone"))
    assert gone.deleted
    assert content(reader(image), gone) == run("icat", image, gone.identity.inode)


@needs("mkntfs", "ntfs-3g")
def test_compressed_files_of_ntfs_are_named_and_not_read(tmp_path):
    image = blank(tmp_path / "image", 48 * MIB)
    run("mkntfs", "-q", "-F", image)
    with mounted("ntfs", image, tmp_path / "mounted", "-o", "compression") as place:
        packed = place / "packed"
        packed.mkdir()
        try:
            flags = (0x10 | 0x800).to_bytes(4, "little")  # a folder, and what is in it compressed
            os.setxattr(packed, "system.ntfs_attrib", flags)
        except OSError as bad:
            pytest.skip(f"ntfs-3g sets no attribute here: {bad}")
        (packed / "text").write_bytes(b"the same words again and again. " * 20_000)
    entry = next(one for one in opened(image, "ntfs").entries() if one.path == b"packed/text")
    assert "compressed" in entry.fault
    assert entry.extents
    assert entry.identity.allocated < entry.identity.size == 640_000


@needs("mkfs.ext4", "debugfs")
def test_names_that_no_path_can_hold_are_escaped_and_hide_nothing(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    for name in ("ab", "cde", "f"):
        (folder / name).write_bytes(name.encode())
    image = blank(tmp_path / "image", 8 * MIB)
    run("mkfs.ext4", "-q", "-O", "^metadata_csum,^dir_index", "-d", folder, image)
    data = image.read_bytes()
    for old, new in ((b"\x02\x01ab", b"\x02\x01.."), (b"\x03\x01cde", b"\x03\x01c/e"),
                     (b"\x01\x01f", b"\x01\x01.")):  # fmt: skip
        assert data.count(old) >= 1
        data = data.replace(old, new)
    image.write_bytes(data)
    found, entries = listing(image, "ext")
    assert set(found) == {b"%2E%2E", b"c%2Fe", b"%2E"}
    assert all(one.kind is not EntryKind.UNKNOWN for one in entries)


@needs("mkfs.ext4")
def test_a_volume_that_is_cut_short_is_listed_as_far_as_it_goes(tmp_path):
    folder = tmp_path / "source"
    wanted = tree(folder)
    image = blank(tmp_path / "image", 64 * MIB)
    run("mkfs.ext4", "-q", "-d", folder, image)
    os.truncate(image, 20 * MIB)
    entries = list(opened(image, "ext").entries())
    assert {one.path for one in entries if one.kind is EntryKind.FILE} >= set(wanted)
    for one in entries:
        assert all((part.physical or 0) + part.length <= 64 * MIB for part in one.extents)
        beyond = any((part.physical or 0) + part.length > 20 * MIB for part in one.extents)
        assert not beyond
