"""One pass over a file: digests, head, holes, and what is not claimed."""

import errno
import hashlib
import random

import pytest
from blake3 import blake3

from mediascan.engine.digests import BUFFER, NO_SUMS, ROUND, SEGMENT, Digests
from mediascan.engine.identify import NoMeter
from mediascan.engine.read import AHEAD, HOLES, LARGE, STEPS, Reader
from mediascan.model.reading import DIGESTS, Reading
from mediascan.model.source import Identity

STEP, SECTOR = STEPS
READING = Reading()
DATA = random.Random(3).randbytes(LARGE + 3 * SECTOR + 5)


class Medium:
    """A file in memory with bad places; `most` bytes at a time at the most."""

    sector = 4096

    def __init__(self, data, bad=(), most=1 << 30):
        self.data = data
        self.bad = bad
        self.most = most
        self.identity = Identity(len(data), 1, 1, 1, len(data))
        self.asked = []

    def read_into(self, buffer, offset):
        length = min(len(buffer), self.most, len(self.data) - offset)
        for at, size, number in self.bad:
            if offset < at + size and at < offset + length:
                raise OSError(number, "bad sector")
        buffer[:length] = self.data[offset : offset + length]
        return max(0, length)

    def ahead(self, offset, length):
        self.asked.append((offset, length))

    def now(self):
        return self.identity


def read(medium, reading=READING):
    return Reader(NoMeter(), Digests(reading)).content(medium)


def digest(content, name):
    return content.sums.digests[DIGESTS.index(name)]


@pytest.mark.parametrize(
    "size", [0, 1, SECTOR, BUFFER - 1, BUFFER, BUFFER + 1, LARGE - 1, LARGE, LARGE + 1]
)
@pytest.mark.parametrize("most", [1 << 30, 100_003])
def test_digests_are_those_of_the_bytes(size, most):
    data = DATA[:size]
    content = read(Medium(data, most=most))
    assert content.read == size
    assert digest(content, "sha256") == hashlib.sha256(data).digest()
    assert digest(content, "blake3") == blake3(data).digest()
    assert digest(content, "md5") is None
    assert content.readable is NO_SUMS
    assert content.head == data[:BUFFER][: len(content.head)]
    assert len(content.head) >= min(size, 100_003)


@pytest.mark.parametrize("size", [3 * SECTOR, BUFFER + SECTOR, len(DATA)])
def test_a_bad_sector_is_a_hole_of_its_size_and_there_is_no_digest(size):
    content = read(Medium(DATA[:size], bad=[(SECTOR + 10, 1, errno.EIO)]))
    assert [(h.offset, h.length, h.errno) for h in content.holes] == [(SECTOR, SECTOR, errno.EIO)]
    assert content.sums is NO_SUMS
    assert content.read == size - SECTOR
    zeroed = DATA[:SECTOR] + bytes(SECTOR) + DATA[2 * SECTOR : size]
    assert content.readable.digests[:2] == (
        blake3(zeroed).digest(),
        hashlib.sha256(zeroed).digest(),
    )


def test_what_lies_around_a_hole_is_read():
    content = read(Medium(DATA[: 4 * SECTOR], bad=[(SECTOR, 2 * SECTOR, errno.EIO)]))
    assert [(h.offset, h.length) for h in content.holes] == [(SECTOR, 2 * SECTOR)]
    assert content.head[:SECTOR] == DATA[:SECTOR]
    assert content.head[SECTOR : 3 * SECTOR] == bytes(2 * SECTOR)
    assert content.head[3 * SECTOR :] == DATA[3 * SECTOR : 4 * SECTOR]


def test_more_holes_than_are_kept_are_never_claimed_as_read():
    bad = [(2 * n * SECTOR, 1, errno.EIO) for n in range(HOLES + 50)]
    content = read(Medium(DATA, bad=bad))
    assert len(content.holes) == HOLES
    for at, _, _ in bad:
        assert any(h.offset <= at < h.offset + h.length for h in content.holes)
    assert content.read <= len(DATA) - len(bad) * SECTOR


def test_a_file_that_ends_early_is_not_longer_than_it_is():
    medium = Medium(DATA[:BUFFER])
    medium.identity = medium.identity._replace(size=2 * BUFFER)
    assert read(medium).read == BUFFER


@pytest.mark.parametrize("size", [1000, LARGE])
def test_every_digest_that_is_asked_for_and_no_other(size):
    data = DATA[:size]
    content = read(Medium(data), Reading(("md5", "sha1")))
    md5, sha1 = hashlib.md5(data).digest(), hashlib.sha1(data).digest()  # noqa: S324 - old lists
    assert content.sums.digests == (None, None, md5, sha1)


class Counted(Medium):
    """Counts the reads that fail."""

    failed = 0

    def read_into(self, buffer, offset):
        try:
            return super().read_into(buffer, offset)
        except OSError:
            self.failed += 1
            raise


def test_one_bad_sector_costs_three_failing_reads():
    medium = Counted(DATA, bad=[(5 * STEP + SECTOR, 1, errno.EIO)])
    assert read(medium).lost == SECTOR
    assert medium.failed == len((BUFFER, *STEPS))


def test_a_dead_zone_is_given_up_in_larger_steps(monkeypatch):
    monkeypatch.setattr("mediascan.engine.read.SALVAGE_READS", 20)
    medium = Counted(DATA, bad=[(0, len(DATA), errno.EIO)])
    content = read(medium)
    assert content.read == 0
    assert content.lost == len(DATA)
    assert [(h.offset, h.length) for h in content.holes] == [(0, len(DATA))]
    assert medium.failed < 20 + 2 + 2 * len(DATA) // STEP
    assert not content.constant  # zeros that nobody read are no filling


@pytest.mark.parametrize("size", [SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT + 12345])
def test_large_files_have_a_digest_for_each_segment(size):
    data = (DATA * (size // len(DATA) + 1))[:size]
    segments = read(Medium(data, most=1_000_003)).sums.segments
    wanted = [blake3(data[at : at + SEGMENT]).digest() for at in range(0, size, SEGMENT)]
    assert segments == (b"".join(wanted) if size >= SEGMENT else None)
    assert read(Medium(data), Reading(segments=False)).sums.segments is None


class Busy(NoMeter):
    """A machine on which processors come and go."""

    def __init__(self):
        self.turns = 0

    def room(self):
        self.turns += 1
        return self.turns % 2 == 1


def test_threads_come_and_go_within_a_file():
    data = (DATA * 12)[: 5 * ROUND + 77]
    busy = Busy()
    content = Reader(busy, Digests(READING)).content(Medium(data, most=999_999))
    assert busy.turns >= 5
    assert digest(content, "sha256") == hashlib.sha256(data).digest()
    assert digest(content, "blake3") == blake3(data).digest()
    wanted = [blake3(data[at : at + SEGMENT]).digest() for at in range(0, len(data), SEGMENT)]
    assert content.sums.segments == b"".join(wanted)


def test_the_medium_is_asked_once_for_each_part_and_before_it_is_read():
    medium = Medium(DATA)
    read(medium)
    assert medium.asked == [(at, AHEAD) for at in range(0, len(DATA), AHEAD)]
    small = Medium(DATA[: LARGE - 1])
    read(small)
    assert small.asked == []


class Marked:
    """Reads with a mark at the end of each segment, whatever the size and the time."""

    def __init__(self, monkeypatch, names=("sha256", "md5")):
        monkeypatch.setattr("mediascan.engine.digests.RESUMABLE", 0)
        monkeypatch.setattr("mediascan.engine.read.MARK_SECONDS", 0.0)
        self.marks = []
        self.reading = Reading(names)

    def read(self, medium, mark=None):
        reader = Reader(NoMeter(), Digests(self.reading), self.marks.append)
        return reader.content(medium, b"large", mark)


LONG = DATA[: SEGMENT % len(DATA)] + DATA * (2 * SEGMENT // len(DATA)) + b"end"


class Late(Medium):
    """A medium that must not be asked for what lies before a mark, but for the head."""

    begin = 0

    def read_into(self, buffer, offset):
        assert offset >= self.begin or offset + len(buffer) <= BUFFER
        return super().read_into(buffer, offset)


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("bad", [(), [(70_000, 1, errno.EIO), (SEGMENT + 5, 9, errno.EIO)]])
def test_a_large_file_goes_on_at_any_of_its_marks(monkeypatch, which, bad):
    marked = Marked(monkeypatch)
    whole = marked.read(Medium(LONG, bad=bad, most=1_000_003))
    mark = marked.marks[which]
    assert mark.offset == (which + 1) * SEGMENT
    late = Late(LONG, bad=bad)
    late.begin = mark.offset
    assert marked.read(late, mark) == whole


@pytest.mark.parametrize("change", ["size", "mtime_ns", "ctime_ns", "inode"])
def test_a_mark_of_another_state_of_the_file_is_not_used(monkeypatch, change):
    marked = Marked(monkeypatch)
    marked.read(Medium(LONG))
    changed = Medium(LONG[:-1] + b"!" + LONG[-1:] * (change == "size"))
    now = getattr(changed.identity, change) + (change != "size")
    changed.identity = changed.identity._replace(**{change: now})
    again = marked.read(changed, marked.marks[-1])
    assert digest(again, "sha256") == hashlib.sha256(changed.data).digest()


@pytest.mark.parametrize("names", [("sha256",), ("md5", "sha1"), ("sha256", "md5", "sha1")])
def test_a_mark_for_other_digests_is_not_used(monkeypatch, names):
    marked = Marked(monkeypatch)
    marked.read(Medium(LONG))
    marked.reading = Reading(names)
    again = marked.read(Medium(LONG), marked.marks[-1])
    for name in names:
        assert digest(again, name) == hashlib.new(name, LONG).digest()


def test_marks_are_seconds_apart(monkeypatch):
    marked = Marked(monkeypatch)
    monkeypatch.setattr("mediascan.engine.read.MARK_SECONDS", 3600.0)
    marked.read(Medium(LONG))
    assert marked.marks == []
