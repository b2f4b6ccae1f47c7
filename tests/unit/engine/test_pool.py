"""Workers that die: nothing is lost, and the entry that kills is named."""

import os
import signal
import time

import pytest

from mediascan.engine import pool as pools
from mediascan.engine.identify import NoMeter
from mediascan.engine.inspect import Inspector
from mediascan.engine.pool import Pool
from mediascan.model.errors import IncompleteError
from mediascan.model.reading import Reading
from mediascan.model.source import Batch, EntryKind, Group, SourceSpec

NAMES = tuple(f"{n:03}".encode() for n in range(100))
BATCH = Batch((Group(b"", NAMES, bytes([EntryKind.FILE]) * len(NAMES)),))


@pytest.fixture
def spec(tmp_path):
    for name in NAMES:
        (tmp_path / name.decode()).write_bytes(b"content of " + name)
    return SourceSpec("directory", str(tmp_path))


def deadly(spec, reading, pipe, meters, slot):
    """A worker in which the file 042 does what a bug in a C library would do."""
    inspector = Inspector(spec, reading, NoMeter())
    pipe.send(None)
    while True:
        batch = pipe.recv()
        if any(b"042" in group.names for group in batch.groups):
            os.kill(os.getpid(), signal.SIGSEGV)
        pipe.send(inspector.inspect(batch))


def hanging(spec, reading, pipe, meters, slot):
    """A worker that never comes back from the file 042."""
    inspector = Inspector(spec, reading, NoMeter())
    pipe.send(None)
    while True:
        batch = pipe.recv()
        if any(b"042" in group.names for group in batch.groups):
            time.sleep(3600)
        pipe.send(inspector.inspect(batch))


def failing(spec, reading, pipe, meters, slot):
    """A worker with a bug of our own, which it tells in words."""

    class Broken(Inspector):
        def inspect(self, batch):
            if any(b"042" in group.names for group in batch.groups):
                raise ZeroDivisionError("ours")
            return super().inspect(batch)

    pools.Inspector = Broken
    pools._work(spec, reading, pipe, meters, slot)


def stillborn(spec, reading, pipe, meters, slot):
    os._exit(7)


def rows(spec, work=None):
    pool = Pool(spec, Reading(), 2, work)
    try:
        results = pool.results(iter([BATCH]), lambda: None)
        found = [row for result in results for row in result.columns.rows()]
    finally:
        pool.close()
    assert sorted(row.path for row in found) == list(NAMES)
    return {row.path: row for row in found}


def test_every_entry_comes_back_once(spec):
    assert all(row.sha256 for row in rows(spec).values())


def test_the_one_file_that_kills_its_worker_is_named_and_the_rest_is_read(spec):
    found = rows(spec, deadly)
    assert found[b"042"].sha256 is None
    assert b'"crashed"' in found[b"042"].detail
    assert found[b"042"].unread == 1
    assert sum(row.sha256 is None for row in found.values()) == 1


def test_a_bug_of_our_own_is_a_fault_of_the_one_file(spec):
    found = rows(spec, failing)
    assert b"ZeroDivisionError at test_pool.py" in found[b"042"].detail
    assert sum(row.sha256 is None for row in found.values()) == 1


def test_a_worker_that_gives_no_sign_of_life_is_ended(spec, monkeypatch):
    monkeypatch.setattr(pools, "STALL_SECONDS", 0.5)
    found = rows(spec, hanging)
    assert b'"timed_out"' in found[b"042"].detail
    assert sum(row.sha256 is None for row in found.values()) == 1


def test_workers_that_cannot_start_stop_the_run(spec):
    pool = Pool(spec, Reading(), 2, stillborn)
    with pytest.raises(IncompleteError, match="cannot start"):
        list(pool.results(iter([BATCH]), lambda: None))
    pool.close()
