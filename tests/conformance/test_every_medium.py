"""Every medium keeps the same promises: one suite, one small builder a kind."""

import hashlib
import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from mediascan.sources.media.registry import all_media, medium_at, open_medium
from tests.unit.sources.media.images import BUILDERS, SIZE, disk, state

DATA = disk()
NEVER_BUILT = {"unread"}  # it refuses; see test_unread.py


@pytest.fixture(scope="session")
def images(tmp_path_factory):
    """Each image once, made when it is asked for."""
    made = {}

    def image(name):
        if name not in made:
            made[name] = BUILDERS[name](tmp_path_factory.mktemp("image"), DATA)
        return made[name]

    return image


@pytest.fixture(params=[*BUILDERS, "block"])
def path(request, images, tmp_path):
    if request.param == "block":
        yield from loop(tmp_path)
    else:
        yield str(images(request.param))


def loop(root):
    if os.geteuid() or not shutil.which("losetup"):
        pytest.skip("a loop device needs root and losetup")
    (root / "device").write_bytes(DATA)
    command = ["losetup", "--read-only", "--find", "--show", str(root / "device")]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no loop device here: {made.stderr}")
    device = made.stdout.strip()
    try:
        yield device
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)


@pytest.fixture
def medium(path):
    with closing(open_medium(path)) as opened:
        yield opened


def test_every_kind_of_medium_is_built_here(images):
    built = set()
    for name in BUILDERS:
        try:
            kind = medium_at(str(images(name)))
        except pytest.skip.Exception:
            pytest.skip("a tool that makes images is not installed")
        assert kind, name
        built.add(kind.kind)
    assert built | {"block"} | NEVER_BUILT == set(all_media())


def test_the_size_is_that_of_the_device(medium):
    assert medium.size == SIZE
    assert medium.sector == 512


def test_the_bytes_are_those_of_the_device(medium):
    found, buffer = hashlib.sha256(), memoryview(bytearray(1 << 20))
    at = 0
    while count := medium.read_into(buffer, at):
        found.update(buffer[:count])
        at += count
    assert at == SIZE
    assert found.digest() == hashlib.sha256(DATA).digest()


def test_any_place_can_be_read_in_any_order_and_length(medium):
    for length in (1, 511, 512, 4096, 70_001):
        buffer = memoryview(bytearray(length))
        for at in (SIZE - 1, 0, 511, 512, 65_535, 1_000_001, 3 << 19, SIZE - length, 5, 2 << 20):
            count = medium.read_into(buffer, at)
            assert 0 < count <= min(length, SIZE - at)
            assert bytes(buffer[:count]) == DATA[at : at + count]


def test_nothing_is_behind_the_end_and_nothing_beyond_the_bytes_given_is_written(medium):
    buffer = memoryview(bytearray(b"\x5a" * 1000))
    assert medium.read_into(buffer, SIZE) == medium.read_into(buffer, SIZE + (1 << 40)) == 0
    assert bytes(buffer) == b"\x5a" * 1000
    count = medium.read_into(buffer, SIZE - 10)
    assert count == 10
    assert bytes(buffer[10:]) == b"\x5a" * 990
    assert medium.read_into(buffer[:0], 0) == 0


def test_the_facts_are_json_and_name_kind_path_and_size(medium, path):
    facts = medium.facts()
    assert orjson.loads(orjson.dumps(facts)) == facts
    assert facts["path"] == os.path.realpath(path)
    assert facts["sizeBytes"] == str(SIZE)
    assert facts["sectorBytes"] == 512
    assert facts["kind"] in {*all_media(), "split"}


def test_a_medium_that_is_there_and_sound_has_no_faults(medium):
    assert medium.gone() == ""
    assert medium.faults() == ()


def test_bytes_and_times_are_the_same_before_and_after(images, request):
    for name in BUILDERS:
        try:
            path = images(name)
        except pytest.skip.Exception:
            continue
        for one in path.parent.iterdir():
            os.utime(one, ns=(10**18, 10**18))  # an old access time: relatime would change it
        os.utime(path.parent, ns=(10**18, 10**18))
        before = state(path.parent)
        assert medium_at(str(path))
        with closing(open_medium(str(path))) as opened:
            opened.read_into(memoryview(bytearray(1 << 16)), 0)
            opened.read_into(memoryview(bytearray(1 << 16)), SIZE - 70_000)
            opened.facts()
            opened.faults()
            opened.gone()
        assert state(path.parent) == before, name


def test_an_image_that_changes_while_it_is_read_is_a_fault(images, tmp_path):
    path = shutil.copy(images("raw"), tmp_path / "disk.raw")
    with closing(open_medium(str(path))) as opened:
        os.utime(path, ns=(1, 1))
        assert [str(one.kind) for one in opened.faults()] == ["changed"]
        path.unlink()
        assert "is not there any more" in opened.gone()


def test_no_descriptor_is_left_open(images):
    before = len(list(Path("/proc/self/fd").iterdir()))
    for name in ("raw", "split", "udif"):
        with closing(open_medium(str(images(name)))) as opened:
            opened.read_into(memoryview(bytearray(100)), 100)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
