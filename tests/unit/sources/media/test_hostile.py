"""Damaged and lying images: words, bounded time, and no byte that was not on the disk."""

import random
import resource
import struct
import time
from contextlib import closing

import pytest

from mediascan.model.errors import StopError
from mediascan.sources.media.registry import medium_at, open_medium
from tests.unit.sources.media.images import BUILDERS, disk

DATA = disk(1 << 20)
DAMAGES = 200
SECONDS = 60.0  # for all of them, each kind: a fifth is usual on a machine that is busy
STEP = 1 << 18
CONTAINERS = (  # one a reader: the others differ in options only
    *("qcow2 deflate", "qcow2 subclusters", "vdi", "vhd dynamic", "vhdx", "udif"),
    *("vmdk", "vmdk stream", "vmdk extents", "ewf", "ewf smart"),
)


def damage(path, whole, dice, where):
    """Some bytes changed, or cut off, or numbers made huge: near the tables more often."""
    with path.open("r+b") as file:
        if file.seek(0, 2) != len(whole):
            path.write_bytes(whole)
        for at, before in damage.undo:
            file.seek(at)
            file.write(before)
        damage.undo = []
        for _ in range(dice.choice((1, 1, 2, 8))):
            at = dice.choice(where) if dice.random() < 0.7 else dice.randrange(len(whole))
            before = whole[at : at + 8]
            damage.undo.append((at, before))
            one = bytes([before[0] ^ 1 << dice.randrange(8)]) + before[1:]
            four = dice.randbytes(4) + before[4:]
            after = dice.choice((one, four, b"\xff" * 8, bytes(8)))
            file.seek(at)
            file.write(after[: len(before)])
        if dice.random() < 0.2:
            file.truncate(dice.randrange(1, len(whole)))


damage.undo = []


def read_all(medium, most=1 << 20):
    """Pieces that were given, by offset; what raises is left out. At most `most` bytes."""
    buffer, at = memoryview(bytearray(STEP)), 0
    while at < min(medium.size, most):
        try:
            count = medium.read_into(buffer, at)
        except OSError:
            at += 4096
            continue
        assert count >= 0
        if not count:
            return
        yield at, bytes(buffer[:count])
        at += count


@pytest.mark.parametrize("name", CONTAINERS)
def test_damage_ends_in_words_and_in_time(name, tmp_path):
    path = BUILDERS[name](tmp_path, DATA)
    (tmp_path / "disk.raw").unlink(missing_ok=True)
    whole = path.read_bytes()
    dice = random.Random(name)
    ends = [*range(min(len(whole), 4096)), *range(max(0, len(whole) - 4096), len(whole))]
    filled = [at for at in range(0, len(whole) - 8, 4) if any(whole[at : at + 4])][:20_000]
    where = [*ends, *filled]
    damage.undo = []
    spent, opened, wrong, said = 0.0, 0, 0, set()
    for _ in range(DAMAGES):
        damage(path, whole, dice, where)
        start = time.monotonic()
        if medium_at(str(path)) is None:  # it is no image any more, and nobody takes it for one
            said.add("no image")
            continue
        try:
            medium = open_medium(str(path))
        except StopError as bad:
            said.add(str(bad))
            continue
        with closing(medium):
            opened += 1
            medium.facts()
            medium.faults()
            for at, piece in read_all(medium):
                wrong += piece != DATA[at : at + len(piece)]
        spent += time.monotonic() - start
    assert spent < SECONDS
    assert all(len(words) < 1000 for words in said)
    assert opened
    if name == "ewf":
        assert not wrong  # every chunk and every table has a checksum


def test_memory_stays_small_whatever_an_image_claims(tmp_path):
    path = BUILDERS["qcow2"](tmp_path, DATA)
    data = bytearray(path.read_bytes())
    struct.pack_into(">Q", data, 24, 1 << 49)  # 512 TiB
    struct.pack_into(">I", data, 36, 1 << 20)  # and a table for it
    path.write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with closing(open_medium(str(path))) as medium:
        assert medium.size == 1 << 49
        for at in range(0, 1 << 49, 1 << 44):
            try:
                medium.read_into(memoryview(bytearray(4096)), at)
            except OSError:
                continue
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # KiB


def test_a_disk_larger_than_any_is_refused(tmp_path):
    path = BUILDERS["qcow2"](tmp_path, DATA)
    data = bytearray(path.read_bytes())
    struct.pack_into(">QI", data, 24, 1 << 62, 0)
    struct.pack_into(">I", data, 20, 21)
    struct.pack_into(">I", data, 36, (1 << 32) - 1)
    path.write_bytes(data)
    with pytest.raises(StopError, match=r"claims a disk|too short"):
        open_medium(str(path))


def test_a_compressed_bomb_makes_no_more_than_its_run(tmp_path):
    path = BUILDERS["udif"](tmp_path, bytes(1 << 20) + DATA)
    assert medium_at(str(path)).kind == "udif"
    with closing(open_medium(str(path))) as medium:
        assert b"".join(piece for _, piece in read_all(medium, 4 << 20)) == bytes(1 << 20) + DATA
