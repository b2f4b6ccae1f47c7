"""What one process read of a medium is had by the others, and never anything else."""

import multiprocessing
import random
import threading
import time

import pytest

from mediascan.sources.media import ring as module
from mediascan.sources.media.ring import CHUNK, Follow, Lead, Ring

ROOM = 4 * CHUNK


@pytest.fixture
def ring():
    return Ring(multiprocessing.get_context("spawn"), 2, room=ROOM)


def piece(at, length):
    return memoryview(bytearray(random.Random(at).randbytes(length)))


def taken(follow, offset, length):
    buffer = memoryview(bytearray(length))
    return bytes(buffer) if follow.take(buffer, offset) else None


def test_what_was_put_is_had_across_its_pieces_and_round_the_end(ring):
    lead, follow = Lead(ring), Follow(ring, 0)
    data = bytes(piece(1, 6 * CHUNK))
    for at in range(0, len(data), CHUNK // 2):
        lead.put(memoryview(bytearray(data[at : at + CHUNK // 2])), at)
        start = max(0, at + CHUNK // 2 - ROOM)
        assert taken(follow, start, at + CHUNK // 2 - start) == data[start : at + CHUNK // 2]


def test_what_was_overwritten_or_is_not_there_yet_is_not_had(ring):
    lead, follow = Lead(ring), Follow(ring, 0)
    for at in range(0, 2 * ROOM, CHUNK):
        taken(follow, at - CHUNK, CHUNK) if at else None
        lead.put(piece(at, CHUNK), at)
    lead.end()
    assert taken(follow, 0, 10) is None
    assert taken(follow, 2 * ROOM - 5, 10) is None
    assert taken(follow, 2 * ROOM - 10, 10) is not None


def test_nothing_is_had_where_nobody_leads(ring):
    assert taken(Follow(ring, 0), 0, 1) is None


def test_a_chunk_with_a_gap_is_not_had_and_its_neighbours_are(ring):
    lead, follow = Lead(ring), Follow(ring, 0)
    data = piece(3, 3 * CHUNK)
    lead.put(data[: CHUNK + 512], 0)
    lead.put(data[CHUNK + 1024 :], CHUNK + 1024)  # 512 bytes could not be read
    assert taken(follow, 0, CHUNK) == bytes(data[:CHUNK])
    assert taken(follow, CHUNK, 512) is None
    assert taken(follow, CHUNK + 512, 512) is None
    assert taken(follow, 2 * CHUNK, CHUNK) == bytes(data[2 * CHUNK :])


def test_a_chunk_that_was_bad_is_good_when_the_ring_comes_round(ring):
    lead, follow = Lead(ring), Follow(ring, 0)
    lead.put(piece(0, 512), 0)
    lead.put(piece(1024, ROOM - 1024), 1024)
    assert taken(follow, 0, 512) is None
    new = piece(9, CHUNK)
    lead.put(new, ROOM)
    assert taken(follow, ROOM, CHUNK) == bytes(new)


def test_a_reading_that_goes_on_at_a_mark_has_nothing_before_it(ring):
    lead, follow = Lead(ring), Follow(ring, 0)
    start = 100 * ROOM
    lead.put(piece(start, CHUNK), start)
    assert taken(follow, start - 512, 512) is None
    assert taken(follow, 0, 512) is None
    assert taken(follow, start, CHUNK) == bytes(piece(start, CHUNK))


def test_what_is_looked_at_again_does_not_disturb(ring):
    lead, follow = Lead(ring), Follow(ring, 0)
    lead.put(piece(0, CHUNK), 0)
    lead.put(piece(7, CHUNK), 0)
    assert taken(follow, 0, CHUNK) == bytes(piece(0, CHUNK))


def test_a_reader_waits_for_one_who_leads_and_is_a_little_behind(ring):
    lead, follow = Lead(ring), Follow(ring, 0)
    lead.put(piece(0, 512), 0)

    def later():
        time.sleep(0.05)
        lead.put(piece(512, CHUNK), 512)

    thread = threading.Thread(target=later)
    thread.start()
    assert taken(follow, 512, CHUNK) == bytes(piece(512, CHUNK))
    thread.join()


def test_who_leads_waits_for_a_reader_that_moves_but_not_for_one_that_sleeps(ring, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    lead, follow = Lead(ring), Follow(ring, 0)
    for at in range(0, ROOM, CHUNK):
        lead.put(piece(at, CHUNK), at)
    assert taken(follow, 0, 512) is not None
    begun = time.monotonic()
    lead.put(piece(ROOM, CHUNK), ROOM)  # the reader stands at 0
    assert time.monotonic() - begun >= 0.05
    begun = time.monotonic()
    lead.put(piece(ROOM + CHUNK, CHUNK), ROOM + CHUNK)  # and is not waited for again
    assert time.monotonic() - begun < 0.05
