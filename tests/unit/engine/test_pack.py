"""Batches: full when they are, and in the order that was given."""

import pickle

from mediascan.engine.inspect import BATCH_BYTES
from mediascan.engine.pack import BATCH_ENTRIES, BATCH_NAMES, Packer
from mediascan.model.source import Batch, EntryKind

FILE = EntryKind.FILE


def packed(entries):
    packer = Packer()
    found = [
        one for folder, name, more in entries for one in packer.add(folder, name, FILE, **more)
    ]
    return [*found, *packer.flush()]


def names(batches):
    return [(g.folder, name) for batch in batches for g in batch.groups for name in g.names]


def test_neighbours_of_one_folder_are_one_group_and_the_order_stays():
    given = [(b"a", b"1", {}), (b"a", b"2", {}), (b"b", b"1", {}), (b"a", b"3", {})]
    batches = packed(given)
    assert len(batches) == 1
    assert [(g.folder, len(g.names)) for g in batches[0].groups] == [
        (b"a", 2),
        (b"b", 1),
        (b"a", 1),
    ]
    assert names(batches) == [one[:2] for one in given]


def test_a_fault_stands_at_its_entry():
    packer = Packer()
    packer.add(b"", b"a", EntryKind.FOLDER)
    packer.add(b"", b"b", EntryKind.FOLDER, fault="refused")
    packer.add(b"x", b"c", FILE)
    (batch,) = packer.flush()
    assert [group.faults for group in batch.groups] == [("", "refused"), ()]


def test_content_of_known_size_ends_a_batch_and_a_large_file_is_alone():
    half = BATCH_BYTES // 2
    sizes = [half, half, 1, BATCH_BYTES + 1, 5]
    batches = packed([(b"", b"%d" % at, {"size": size}) for at, size in enumerate(sizes)])
    assert [[*one.groups[0].names] for one in batches] == [[b"0", b"1"], [b"2"], [b"3"], [b"4"]]
    assert [one.alone for one in batches] == [False, False, True, False]


def test_a_batch_of_a_group_a_file_still_fits_a_pipe():
    """Two batches must fit the 64 KiB of a pipe, whatever the folders are."""
    long, short = b"folder/" * 20, b"f"
    for folder in (long, short):
        batches = packed([(folder + b"%d" % n, b"file", {}) for n in range(2000)])
        assert all(one.count <= BATCH_ENTRIES for one in batches)
        for one in batches:
            assert len(pickle.dumps(one)) <= BATCH_NAMES + 300
            assert isinstance(one, Batch)
