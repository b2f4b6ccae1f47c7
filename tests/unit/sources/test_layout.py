"""What lies where comes out as it was put in, in the order of the medium, and adds up."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity
from mediascan.sources.layout import PIECE, SPACE, LayoutWriter
from mediascan.sources.layout_reader import LayoutReader, is_finished

MIB = 1 << 20


def identity(size, number=0):
    return Identity(size, 1, 2, number, size)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "layout.sqlite"


def laid_out(file, size, files, *, least=4096, cuts=()):
    writer = LayoutWriter(file, size)
    for path, kind, runs in files:
        writer.add(path, kind, identity(sum(one.length for one in runs)), runs)
        if kind is EntryKind.FILE:
            writer.attribute(runs)
    counts = writer.finish(least, cuts)
    writer.close()
    return counts, LayoutReader(file)


def test_files_come_out_as_they_lie_and_what_has_no_place_first(file):
    places = [5, 1, 9, 3, 7]
    files = [(b"v/%d" % at, EntryKind.FILE, (Extent(0, at * MIB, 10),)) for at in places]
    files.append((b"v/nowhere", EntryKind.LINK, ()))
    _, reader = laid_out(file, 10 * MIB, files, least=10 * MIB)
    names = [entry.name for _, entry, _, _ in reader.as_they_lie()]
    assert names == [b"nowhere", b"1", b"3", b"5", b"7", b"9"]


def test_an_entry_is_found_by_its_path_with_all_that_was_said(file):
    writer = LayoutWriter(file, MIB)
    runs = (Extent(0, 512, 10), Extent(10, None, 20), Extent(30, 1024, 5))
    writer.add(b"v/a/b", EntryKind.FILE, identity(35, 7), runs, fault="compressed")
    writer.add(b"v/a/l", EntryKind.LINK, identity(0), target=b"\xff")
    writer.add(b"v/a/r", EntryKind.FILE, identity(3), inside=b"abc")
    writer.finish(4096)
    writer.close()
    reader = LayoutReader(file)
    one = reader.of(b"v/a", b"b")
    assert (one.kind, one.identity, one.runs) == (EntryKind.FILE, identity(35, 7), runs)
    assert one.fault == "compressed"
    assert reader.of(b"v/a", b"l").target == b"\xff"
    assert reader.of(b"v/a", b"r").inside == b"abc"
    assert reader.of(b"v", b"b") is reader.of(b"none", b"b") is None


def test_two_entries_of_one_name_both_stay(file):
    runs = (Extent(0, 0, 10),)
    files = [(b"v/x", EntryKind.FILE, runs)] * 3 + [(b"v/x~2", EntryKind.FILE, runs)]
    _, reader = laid_out(file, MIB, files, least=2 * MIB)
    assert {entry.name for entry in reader.entries(b"v")} == {b"x", b"x~2", b"x~2~", b"x~3"}


def test_space_is_cut_at_pieces_and_at_volumes_and_its_window_goes_on(file):
    size = 3 * PIECE
    _, reader = laid_out(file, size, [], cuts=[MIB, size])
    found = {entry.name: reader.of(SPACE, entry.name) for entry in reader.entries(SPACE)}
    assert sorted(map(int, found)) == [0, MIB, PIECE, 2 * PIECE]
    second = found[b"%020d" % MIB]
    assert second.identity.size == PIECE - MIB
    assert second.runs == (Extent(0, MIB, size - MIB),)
    assert second.identity.inode == 1  # a volume begins here
    assert found[b"%020d" % PIECE].identity.inode == 0


def test_a_deleted_file_is_read_only_where_nobody_has_its_bytes(file):
    live = (b"v/live", EntryKind.FILE, (Extent(0, 8192, 8192),))
    gone = {
        b"free": (Extent(0, 100_000, 4096),),
        b"before": (Extent(0, 4096, 4096),),
        b"under": (Extent(0, 4096, 4097),),
        b"inside": (Extent(0, 9000, 10),),
        b"behind": (Extent(0, 16_384, 10),),
        b"part": (Extent(0, 100_000, 10), Extent(10, 16_383, 10)),
    }
    files = [
        live,
        *((b"v.deleted/" + name, EntryKind.DELETED, runs) for name, runs in gone.items()),
    ]
    _, reader = laid_out(file, MIB, files)
    faults = {name: reader.of(b"v.deleted", name).fault for name in gone}
    assert {name for name, fault in faults.items() if fault} == {b"under", b"inside", b"part"}


def test_files_whose_runs_go_back_are_counted(file):
    runs = [
        (Extent(0, 0, 10),),
        (Extent(0, 100, 10), Extent(10, None, 5), Extent(15, 200, 10)),
        (Extent(0, 400, 10), Extent(10, 300, 10)),
    ]
    files = [(b"v/%d" % at, EntryKind.FILE, one) for at, one in enumerate(runs)]
    counts, _ = laid_out(file, MIB, files)
    assert (counts["inOrder"], counts["outOfOrder"]) == (2, 1)


@given(
    runs=some.lists(some.tuples(some.integers(0, 1100), some.integers(0, 300)), max_size=12),
    cuts=some.lists(some.integers(0, 1200), max_size=4),
    least=some.integers(1, 60),
)
def test_every_byte_is_attributed_or_not_and_none_twice(tmp_path_factory, runs, cuts, least):
    size = 1000
    file = tmp_path_factory.mktemp("layout") / "one"
    files = [
        (b"v/%d" % at, EntryKind.FILE, (Extent(0, start, length),))
        for at, (start, length) in enumerate(runs)
    ]
    counts, reader = laid_out(file, size, files, least=least, cuts=cuts)
    held = {at for start, length in runs for at in range(start, min(size, start + length))}
    assert counts["attributed"] == len(held)
    assert counts["attributed"] + counts["unattributed"] == size
    looked, pieces = set(), 0
    for entry in reader.entries(SPACE) if counts["pieces"] else ():
        start = int(entry.name)
        looked |= set(range(start, start + reader.of(SPACE, entry.name).identity.size))
        pieces += reader.of(SPACE, entry.name).identity.size
    assert len(looked) == pieces == counts["unattributed"] - counts["short"]
    assert not looked & held


def test_a_layout_that_was_broken_off_is_not_finished(file):
    writer = LayoutWriter(file, MIB)
    writer.add(b"v/x", EntryKind.FILE, identity(1))
    writer.close()
    assert not is_finished(file)
    file.write_bytes(random.Random(1).randbytes(5000))
    assert not is_finished(file)
    assert not is_finished(file.parent / "none")
