"""The walk: every entry once, in the order of paths, in batches that fit a pipe."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediascan.engine import pending as listings
from mediascan.engine.pack import BATCH_ENTRIES, BATCH_NAMES
from mediascan.engine.pending import PendingEntries
from mediascan.engine.walk import batches, nothing_known
from mediascan.model.source import Entry, EntryKind, join


class Made:
    """A tree in memory: folders as a dictionary of their entries."""

    def __init__(self, folders, broken=()):
        self.folders = folders
        self.broken = broken

    def entries(self, folder):
        yield from self.folders[folder]
        if folder in self.broken:
            raise OSError(5, "Input/output error")


def walked(tree, tmp_path, known=nothing_known):
    pending = PendingEntries(tmp_path / "folders")
    found = list(batches(tree, pending, known))
    assert not pending._open
    assert pending._held == 0
    pending.close()
    assert not (tmp_path / "folders").exists()
    return found


def paths(found):
    return [join(g.folder, name) for batch in found for g in batch.groups for name in g.names]


def wide(folders, files):
    names = [f"{n:05}".encode() for n in range(folders)]
    tree = {b"": [Entry(name, EntryKind.FOLDER) for name in names]}
    for name in names:
        tree[name] = [Entry(b"%d" % n, EntryKind.FILE) for n in range(files)]
    return Made(tree)


@pytest.mark.parametrize(("folders", "files"), [(0, 0), (1, 0), (3, 1000), (700, 3)])
def test_every_entry_is_given_out_once(tmp_path, folders, files):
    found = walked(wide(folders, files), tmp_path)
    assert len(paths(found)) == folders + folders * files
    assert len(set(paths(found))) == len(paths(found))
    assert all(0 < batch.count <= BATCH_ENTRIES for batch in found)


def test_small_folders_share_a_batch(tmp_path):
    assert len(walked(wide(700, 3), tmp_path)) < 20


def test_batches_of_long_names_stay_small(tmp_path):
    tree = Made({b"": [Entry(b"x" * 250 + b"%05d" % n, EntryKind.FILE) for n in range(2000)]})
    for batch in walked(tree, tmp_path):
        assert sum(len(name) for group in batch.groups for name in group.names) <= BATCH_NAMES + 255


def test_a_folder_that_cannot_be_listed_to_its_end_says_so(tmp_path):
    tree = wide(2, 4)
    tree.broken = (b"00001",)
    found = walked(tree, tmp_path)
    faults = {
        join(group.folder, name): fault
        for batch in found
        for group in batch.groups
        for name, fault in zip(group.names, group.faults or [""] * len(group.names), strict=True)
    }
    assert faults.pop(b"00001") == "OSError: Input/output error"
    assert set(faults.values()) == {""}
    assert len(paths(found)) == 10


def test_a_root_that_cannot_be_listed_stops_the_walk(tmp_path):
    tree = wide(2, 4)
    tree.broken = (b"",)
    with pytest.raises(OSError, match="Input/output"):
        walked(tree, tmp_path)


def test_what_is_known_is_left_out(tmp_path):
    tree = wide(2, 300)

    def known(folder, names):
        return frozenset(names[:-1]) if folder == b"00000" else frozenset()

    found = paths(walked(tree, tmp_path, known))
    assert sum(path.startswith(b"00000/") for path in found) == 2  # one of each time it was asked
    assert sum(path.startswith(b"00001/") for path in found) == 300
    assert {b"00000", b"00001"} <= set(found)


def test_the_order_is_that_of_full_paths(tmp_path):
    tree = Made(
        {
            b"": [
                Entry(b"b", EntryKind.FILE),
                Entry(b"a", EntryKind.FOLDER),
                Entry(b"a0", EntryKind.FILE),
                Entry(b"a-b", EntryKind.FOLDER),
                Entry(b"a-", EntryKind.LINK),
            ],
            b"a": [Entry(b"x", EntryKind.FILE)],
            b"a-b": [Entry(b"y", EntryKind.FILE)],
        }
    )
    wanted = [b"a", b"a-", b"a-b", b"a-b/y", b"a/x", b"a0", b"b"]
    assert paths(walked(tree, tmp_path)) == wanted


_NAMES = st.text("!-/0aé".replace("/", ""), min_size=1, max_size=4).map(str.encode)
_TREES = st.recursive(
    st.none(), lambda below: st.dictionaries(_NAMES, below, max_size=6), max_leaves=40
)


def folders_of(tree, path, folders):
    """Fill `folders` with what lies in `tree`, nested dictionaries whose files are None."""
    kinds = {True: EntryKind.FILE, False: EntryKind.FOLDER}
    folders[path] = [Entry(name, kinds[below is None]) for name, below in tree.items()]
    for name, below in tree.items():
        if below is not None:
            folders_of(below, join(path, name), folders)
    return folders


@settings(deadline=None)  # it makes a file each time
@given(_TREES, st.sampled_from([1, 300, 1 << 20]))
def test_any_tree_comes_sorted_whatever_fits_into_memory(tmp_path_factory, tree, held):
    folders = folders_of(tree or {}, b"", {})
    every = [join(folder, entry.name) for folder, some in folders.items() for entry in some]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listings, "HELD_BYTES", held)
        patch.setattr(listings, "_PAGE", 2)
        found = walked(Made(folders), tmp_path_factory.mktemp("walk"))
    assert paths(found) == sorted(every)


def test_a_folder_of_many_names_is_sorted_in_bounded_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(listings, "HELD_BYTES", 100_000)
    monkeypatch.setattr(listings, "_PAGE", 100)
    names = [b"%08d" % number for number in range(20_000)]
    random.Random(1).shuffle(names)
    pending = PendingEntries(tmp_path / "folders")
    most = 0

    def entries():
        nonlocal most
        for number, name in enumerate(names):
            most = max(most, len(pending._open[-1]._rest))
            yield Entry(name, EntryKind.FILE, (1 << 64) - 1 - number)

    listing, fault = pending.listing(entries())
    assert fault is None
    given_out = []
    while listing.peek() is not None:
        most = max(most, len(listing._rest))
        given_out.append(listing.take())
    listing.end()
    assert [entry.name for entry in given_out] == sorted(names)
    assert {entry.inode for entry in given_out} == {(1 << 64) - 1 - n for n in range(20_000)}
    assert most <= 100_000 // listings.ENTRY_BYTES
    assert not pending._database.execute("SELECT count(*) FROM entry").fetchone()[0]
    pending.close()


def test_many_open_listings_share_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(listings, "HELD_BYTES", 10_000)
    pending = PendingEntries(tmp_path / "folders")
    opened = []
    for _ in range(50):
        some = [Entry(b"%02d" % n, EntryKind.FILE) for n in range(20)]
        opened.append(pending.listing(iter(some))[0])
        assert pending._held == sum(one._bytes for one in opened) <= 10_000
    while opened:
        last = opened[-1]
        assert [last.take().name for _ in range(20) if last.peek()] == [
            b"%02d" % n for n in range(20)
        ]
        last.end()
        opened.pop()
    assert pending._held == 0
    pending.close()


def test_a_name_that_is_listed_twice_is_given_out_once(tmp_path):
    entries = [Entry(name, EntryKind.FILE) for name in (b"a", b"b", b"a", b"b", b"b")]
    assert paths(walked(Made({b"": entries}), tmp_path)) == [b"a", b"b"]
