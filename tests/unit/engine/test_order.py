"""The order of reading: each sweep sorted by place, and every entry once."""

import random

import pytest

from mediascan.engine import order as orders
from mediascan.engine.order import Order, Sweep, batches, depth_for, order_for
from mediascan.engine.pending import PendingEntries
from mediascan.engine.pool import worker_count
from mediascan.engine.walk import nothing_known
from mediascan.model.source import Entry, EntryKind, join
from mediascan.sources.base import Place


class Disk:
    """A tree in memory whose files have inodes and, but for empty ones, places."""

    def __init__(self, folders, files, seed=1):
        chance = random.Random(seed)
        self.inodes = {}
        self.folders = {b"": [Entry(b"%03d" % n, EntryKind.FOLDER, n + 1) for n in range(folders)]}
        for folder in range(folders):
            name = b"%03d" % folder
            self.folders[name] = [Entry(b"link", EntryKind.LINK)]
            for number in range(files):
                self.inodes[name, b"%d" % number] = inode = chance.getrandbits(64)
                self.folders[name].append(Entry(b"%d" % number, EntryKind.FILE, inode))
        self.places = {file: Place(chance.getrandbits(64), 100) for file in self.inodes}
        self.asked = []

    def entries(self, folder):
        yield from self.folders[folder]

    def place(self, folder, name):
        self.asked.append((folder, name))
        return self.places[folder, name]


def given(disk, order, tmp_path, tick=lambda: None):
    pending = PendingEntries(tmp_path / "folders")
    found = list(batches(disk, pending, nothing_known, order, tick))
    pending.close()
    return [
        (g.folder, name, kind)
        for batch in found
        for g in batch.groups
        for name, kind in zip(g.names, g.kinds, strict=True)
    ]


def files(entries):
    return [(folder, name) for folder, name, kind in entries if kind == EntryKind.FILE]


@pytest.mark.parametrize("order", Order)
def test_every_entry_comes_once_in_every_order(tmp_path, order):
    disk = Disk(7, 90)
    wanted = [join(folder, e.name) for folder, some in disk.folders.items() for e in some]
    found = [join(folder, name) for folder, name, _ in given(disk, order, tmp_path)]
    assert sorted(found) == sorted(wanted)


def test_files_come_by_place_and_are_asked_by_inode(tmp_path):
    disk = Disk(5, 100)
    found = files(given(disk, Order.EXTENT, tmp_path))
    assert found == sorted(disk.places, key=disk.places.get)
    assert disk.asked == sorted(disk.inodes, key=disk.inodes.get)


def test_files_come_by_inode_without_asking_for_places(tmp_path):
    disk = Disk(5, 100)
    found = files(given(disk, Order.INODE, tmp_path))
    assert found == sorted(disk.inodes, key=disk.inodes.get)
    assert disk.asked == []


def test_files_without_a_place_come_first_by_inode(tmp_path):
    disk = Disk(3, 20)
    nowhere = sorted(disk.places)[::3]
    for file in nowhere:
        disk.places[file] = None
    found = files(given(disk, Order.EXTENT, tmp_path))
    assert found[: len(nowhere)] == sorted(nowhere, key=disk.inodes.get)


def test_where_nothing_is_known_the_order_is_that_of_paths(tmp_path):
    disk = Disk(3, 20)
    disk.places = dict.fromkeys(disk.places)
    for some in disk.folders.values():
        some[:] = [entry._replace(inode=0) for entry in some]
    assert files(given(disk, Order.EXTENT, tmp_path)) == sorted(disk.places)


@pytest.mark.parametrize("limit", ["SWEEP_FILES", "SWEEP_BYTES"])
def test_sweeps_follow_each_other_by_path(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(orders, limit, 50 if limit == "SWEEP_FILES" else 50 * 2)
    disk = Disk(1, 400)
    found = files(given(disk, Order.EXTENT, tmp_path))
    by_path = sorted(disk.places)
    at = 0
    while at < len(by_path):
        size = next(
            n for n in range(1, 401) if set(by_path[at : at + n]) == set(found[at : at + n])
        )
        assert size <= 100
        assert found[at : at + size] == sorted(by_path[at : at + size], key=disk.places.get)
        at += size


def test_large_files_are_alone_at_their_place(tmp_path):
    disk = Disk(1, 5)
    large = sorted(disk.places, key=disk.places.get)[2]
    disk.places[large] = disk.places[large]._replace(size=1 << 40)
    pending = PendingEntries(tmp_path / "folders")
    found = list(batches(disk, pending, nothing_known, Order.EXTENT, lambda: None))
    pending.close()
    alone = [batch.alone for batch in found if batch.groups[0].kinds[0] == EntryKind.FILE]
    assert alone == [False, True, False]


def test_there_is_a_sign_of_life_while_a_sweep_is_made(tmp_path):
    ticks = []
    given(Disk(4, 1000), Order.EXTENT, tmp_path, lambda: ticks.append(1))
    assert len(ticks) >= 2 * 4000 // 256


def test_a_full_sweep_takes_little_memory():
    tracemalloc = pytest.importorskip("tracemalloc")
    sweep, count = Sweep(), orders.SWEEP_FILES // 2
    tracemalloc.start()
    for number in range(count):
        sweep.add(b"folder %d" % (number // 100), b"a name of 20 letters", number * 7 % count)
    most = 0

    def tick():
        nonlocal most
        most = max(most, tracemalloc.get_traced_memory()[1])

    for _ in sweep.batches(lambda _folder, name: Place(len(name), 1), tick):
        tick()
    tracemalloc.stop()
    assert most / count < 160  # bytes a file: 10 MiB for a whole sweep


def test_a_rotating_disk_is_read_by_extent_with_one_worker_and_others_share_the_processors():
    assert order_for(rotational=True) is Order.EXTENT
    assert [order_for(rotational=said) for said in (False, None)] == [Order.PATH, Order.PATH]
    assert {depth_for(order, rotational=True, side_by_side=3) for order in Order} == {1}
    assert [depth_for(order, rotational=None) for order in Order] == [worker_count(), 1, 1]
    for sources in range(1, 20):
        depth = depth_for(Order.PATH, rotational=False, side_by_side=sources)
        assert depth >= 1
        assert (depth - 1) * sources < worker_count() <= depth * sources
