"""A walk in a process of its own: its entries, and how it ends when the parser does not."""

import os
import random
import signal
import time
from dataclasses import dataclass

import pytest

from mediascan.engine.walker import Walk, WalkLimits
from mediascan.model.extent import Extent
from mediascan.model.finding import FaultKind
from mediascan.sources.filesystems.reads import RawVolume
from tests.unit.sources.filesystems.images import MIB, blank, listing, mounted, needs, run

pytest.importorskip("pytsk3", reason="mediascan[disk] is not installed")
FILES = 3000
DAMAGES = int(os.environ.get("MEDIASCAN_DAMAGES", "1"))  # of each file system; 200 were run
QUICK = WalkLimits(processor=3, silence=5.0)


def volume(path):
    size = path.stat().st_size
    return RawVolume(str(path), (Extent(0, 0, size),)), size


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    for number in range(FILES):
        place = folder / f"d{number // 500}"
        place.mkdir(exist_ok=True)
        (place / f"f{number:05d}").write_bytes(b"%d" % number)
    return folder


@pytest.fixture(scope="module")
def image(tmp_path_factory, source):
    path = blank(tmp_path_factory.mktemp("image") / "image", 32 * MIB)
    run("mkfs.ext4", "-q", "-b", 1024, "-N", 8192, "-d", source, path)
    return path


@needs("mkfs.ext4")
def test_a_walk_gives_what_the_parser_gives(image):
    walk = Walk("ext", *volume(image))
    assert list(walk.entries()) == listing(image, "ext")[1]
    assert walk.count > FILES
    assert not walk.faults
    assert walk.facts["blockBytes"] == 1024


@dataclass(frozen=True)
class Trap:
    """Reads the volume, until so many bytes were read."""

    inner: RawVolume
    reads: int
    act: str

    def __call__(self):
        read, left = self.inner(), [self.reads]

        def trapped(buffer, offset):
            left[0] -= 1
            if left[0] < 0 and self.act == "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            while left[0] < 0 and self.act == "loop":
                pass
            if left[0] < 0 and self.act == "hang":
                time.sleep(600)
            if left[0] < 0 and self.act == "error":
                raise OSError(5, "Input/output error")
            return read(buffer, offset)

        return trapped


@needs("mkfs.ext4")
@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        ("crash", FaultKind.CRASHED, "the parser crashed (SIGSEGV)"),
        ("loop", FaultKind.TIMED_OUT, "of processor time without an answer"),
        ("hang", FaultKind.TIMED_OUT, "no answer for 3 s"),
    ],
)
def test_a_parser_that_does_not_come_back_is_a_fault_with_the_last_name(image, act, kind, words):
    inner, size = volume(image)
    limits = WalkLimits(processor=1, silence=30.0 if act == "loop" else 3.0)
    walk = Walk("ext", Trap(inner, 9, act), size, limits)
    entries = list(walk.entries())
    (fault,) = walk.faults
    assert fault.kind is kind
    assert words in fault.message
    assert 0 < len(entries) < FILES
    assert entries[-1].path.decode() in fault.message
    assert len({one.path for one in entries}) == len(entries)


@needs("mkfs.ext4")
def test_a_medium_that_does_not_give_its_bytes_is_told(image):
    inner, size = volume(image)
    walk = Walk("ext", Trap(inner, 9, "error"), size)
    faults = [one.fault for one in walk.entries() if one.fault]
    assert faults or walk.faults


@needs("mkfs.ext4")
def test_memory_has_a_limit(image):
    walk = Walk("ext", *volume(image), WalkLimits(memory=40 * MIB))
    list(walk.entries())
    assert walk.faults


def made(kind, source, path):
    if kind == "ext":
        run("mkfs.ext4", "-q", "-b", 1024, "-N", 8192, "-d", source, path)
    elif kind == "fat":
        run("mkfs.vfat", "-F", 32, path)
        run("mcopy", "-s", "-i", path, *source.iterdir(), "::")
    elif kind == "iso9660":
        run("genisoimage", "-quiet", "-J", "-o", path, source)
    else:
        tool = {"ntfs": ["mkntfs", "-q", "-F"], "exfat": ["mkfs.exfat"], "xfs": ["mkfs.xfs", "-q"]}
        run(*tool[kind], path)
        mounted_copy(kind, source, path)


def mounted_copy(kind, source, path):
    with mounted(kind, path, path.with_name("mounted")) as place:
        run("cp", "-r", *source.iterdir(), place)


@needs("mkfs.ext4", "mkfs.vfat", "mcopy", "mkntfs", "ntfs-3g", "mkfs.exfat", "mkfs.xfs", "mount")
@pytest.mark.parametrize("kind", ["ext", "fat", "ntfs", "exfat", "xfs", "iso9660"])
def test_random_damage_ends_in_a_listing_or_a_fault(tmp_path, source, kind):
    size = 320 * MIB if kind == "xfs" else 48 * MIB
    path = blank(tmp_path / "image", size)
    made(kind, source / "d1", path)
    chance = random.Random(11)
    used = used_places(path)
    ends = {"whole": 0, "fault": 0}
    for _ in range(DAMAGES):
        undo = []
        with path.open("r+b") as file:
            for _ in range(chance.choice((1, 8, 64))):
                at = chance.choice(chance.choice((used, used[:99]))) + chance.randrange(4096)
                file.seek(at)
                undo.append((at, file.read(chance.choice((1, 2, 8)))))
                file.seek(at)
                file.write(chance.randbytes(len(undo[-1][1])))
        began = time.monotonic()
        walk = Walk(kind, *volume(path), QUICK)
        for one in walk.entries():
            assert all(part.logical >= 0 and part.length >= 0 for part in one.extents)
        assert time.monotonic() - began < 60
        ends["fault" if walk.faults else "whole"] += 1
        with path.open("r+b") as file:
            for at, data in reversed(undo):
                file.seek(at)
                file.write(data)
    assert sum(ends.values()) == DAMAGES
    print(kind, ends)  # noqa: T201 - the figure of a long run


def used_places(path):
    """Where the image holds more than zeros, among its first and last blocks of metadata."""
    found = []
    with path.open("rb") as file:
        at = 0
        while block := file.read(4096):
            if block.strip(b"\0"):
                found.append(at)
            at += 4096
    return found
