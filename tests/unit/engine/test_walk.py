"""The walk: every entry once, in batches that fit a pipe, in bounded memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.engine import pending as stack
from mediascan.engine.pending import PendingFolders
from mediascan.engine.walk import BATCH_ENTRIES, BATCH_NAMES, batches, nothing_known
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
    pending = PendingFolders(tmp_path / "folders")
    found = list(batches(tree, pending, known))
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
    groups = [g for batch in walked(tree, tmp_path) for g in batch.groups if g.faults]
    assert {g.names[0]: g.faults[0] for g in groups} == {
        b"00000": "",
        b"00001": "OSError: Input/output error",
    }
    assert len(paths(walked(tree, tmp_path))) == 10


def test_what_is_known_is_left_out(tmp_path):
    tree = wide(2, 300)

    def known(folder, names):
        return frozenset(names[:-1]) if folder == b"00000" else frozenset()

    found = paths(walked(tree, tmp_path, known))
    assert sum(path.startswith(b"00000/") for path in found) == 2  # one of each time it was asked
    assert sum(path.startswith(b"00001/") for path in found) == 300


@given(st.lists(st.one_of(st.none(), st.binary(min_size=1, max_size=4))))
def test_the_pile_of_folders_is_a_stack(tmp_path_factory, steps):
    pile = PendingFolders(tmp_path_factory.mktemp("pile") / "folders")
    model = []
    for step in steps:
        if step is None:
            assert pile.pop() == (model.pop() if model else None)
        else:
            pile.push(step)
            model.append(step)
    assert [pile.pop() for _ in model] == model[::-1]
    assert pile.pop() is None
    pile.close()


def test_a_pile_that_outgrows_memory_keeps_its_order(tmp_path, monkeypatch):
    monkeypatch.setattr(stack, "_KEEP", 8)
    pile = PendingFolders(tmp_path / "folders")
    for number in range(1000):
        pile.push(b"%d" % number)
        assert len(pile._top) <= 8
    assert [int(pile.pop()) for _ in range(1000)] == list(range(999, -1, -1))
    assert pile.pop() is None
    pile.close()
