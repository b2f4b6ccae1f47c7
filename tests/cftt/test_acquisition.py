"""Digital Data Acquisition: DA-AM and DA-AO, as far as a tool that makes no copy is meant."""

import errno
import hashlib
import os
import subprocess
import time

import pytest
from blake3 import blake3

from mediascan.engine.digests import SEGMENT
from mediascan.report.manifest_reader import rows
from tests.cftt.images import MIB, SECTOR, inspected, needs, numbered
from tests.conftest import run

root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, for a loop device")


@pytest.fixture
def loop(tmp_path):
    """Attaches a file as a read-only loop device."""
    attached = []

    def attach(file):
        command = ["losetup", "--read-only", "--find", "--show", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no loop device here: {done.stderr.strip()}")
        attached.append(done.stdout.strip())
        return attached[-1]

    yield attach
    for device in attached:
        subprocess.run(["losetup", "--detach", device], check=False)


def image_of(tmp_path, data):
    (image := tmp_path / "disk.raw").write_bytes(data)
    return image


def test_da_am_01_to_03_the_report_says_what_was_read_and_with_what(tmp_path, home):
    image = image_of(tmp_path, numbered(MIB))
    made = inspected(image, tmp_path / "out", home)
    assert made["source"]["path"] == str(image)
    assert made["medium"]["identity"]["sizeBytes"] == str(MIB)
    assert made["tool"]["version"]
    assert made["tool"]["platform"]


@pytest.mark.parametrize("size", [SECTOR, MIB + 3 * SECTOR, 3 * MIB + 100])
def test_da_am_06_and_08_every_byte_is_in_the_digest_also_of_an_odd_end(tmp_path, home, size):
    data = numbered(size)
    made = inspected(image_of(tmp_path, data), tmp_path / "out", home)
    assert made["medium"]["whole"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert made["medium"]["whole"]["blake3"] == blake3(data).hexdigest()
    covered = made["medium"]["coverage"]
    parts = ("attributedBytes", "unattributedBytes", "unreadableBytes")
    assert sum(int(covered[name]) for name in parts) == int(covered["sizeBytes"]) == size


def test_da_am_08_workers_do_not_change_a_digest(tmp_path, home):
    image = image_of(tmp_path, numbered(5 * MIB))
    seen = set()
    for workers in ("1", "2", "3"):
        run("inspect", image, "--out", tmp_path / workers, "--workers", workers, home=home)
        seen.add(tuple(sorted(str(row.items()) for _, row in salted(tmp_path / workers))))
    assert len(seen) == 1


def salted(folder):
    return [(path, {k: v for k, v in row.items() if k != "salt"}) for path, row in rows(folder)]


@root
@needs("losetup")
def test_da_am_09_and_10_bad_sectors_are_told_exactly_and_zeros_stand_for_them(
    tmp_path, home, loop
):
    """A loop device whose file was cut off behind its back gives real errors of the kernel."""
    data = numbered(4 * MIB)
    image = image_of(tmp_path, data)
    device = loop(image)
    cut = 3 * MIB + 5 * SECTOR
    os.truncate(image, cut)
    made = inspected(device, tmp_path / "out", home)
    medium = made["medium"]
    assert [(int(one["offset"]), int(one["length"])) for one in medium["whole"]["unreadable"]] == [
        (cut, len(data) - cut)
    ]
    assert {one["errno"] for one in medium["whole"]["unreadable"]} == {errno.EIO}
    assert medium["coverage"]["unreadableBytes"] == str(len(data) - cut)
    filled = data[:cut] + bytes(len(data) - cut)
    assert medium["whole"]["readable"]["sha256"] == hashlib.sha256(filled).hexdigest()
    assert "sha256" not in medium["whole"]
    assert made["verdict"]["outcome"] != "CLEAR"
    assert made["coverage"]["complete"] is False


def test_da_ao_03_a_full_disk_is_said_in_one_sentence(tmp_path, home):
    image = image_of(tmp_path, numbered(MIB))
    (tmp_path / "out").symlink_to("/dev/full")
    done = run("inspect", image, "--out", tmp_path / "out", home=home)
    assert done.returncode in {2, 3}
    assert done.stderr.count(b"\n") <= 2


def test_da_ao_06_an_unchanged_medium_is_said_to_be_so(tmp_path, home):
    image = image_of(tmp_path, numbered(MIB))
    inspected(image, tmp_path / "out", home)
    run("verify", tmp_path / "out", "--against", image, home=home, check=0)


def test_da_ao_07_and_08_a_changed_byte_is_found_and_where(tmp_path, home):
    data = bytearray(2 * SEGMENT + MIB)
    image = image_of(tmp_path, data)
    inspected(image, tmp_path / "out", home)
    with image.open("r+b") as file:
        file.seek(SEGMENT + 12345)
        file.write(b"!")
    said = run("verify", tmp_path / "out", "--against", image, home=home, check=4).stdout.decode()
    assert f"in {SEGMENT} bytes at offset {SEGMENT}" in said


def test_da_ao_22_blocks_have_digests_of_their_own(tmp_path, home):
    data = numbered(SEGMENT) + b"tail"
    image = image_of(tmp_path, data)
    inspected(image, tmp_path / "out", home)
    row = dict(rows(tmp_path / "out"))[b"medium"]
    parts = (data[:SEGMENT], data[SEGMENT:])
    assert row["segments"] == [blake3(one).hexdigest() for one in parts]


def test_da_ao_24_the_source_is_as_it_was(tmp_path, home):
    image = image_of(tmp_path, numbered(MIB))
    os.utime(image, ns=(10**18, 10**18))
    time.sleep(0.01)
    before = image.stat()
    inspected(image, tmp_path / "out", home)
    after = image.stat()
    for name in ("st_atime_ns", "st_mtime_ns", "st_ctime_ns", "st_size"):
        assert getattr(before, name) == getattr(after, name)
    assert image.read_bytes() == numbered(MIB)


def test_the_selftest_passes_and_is_in_the_statement(tmp_path, home):
    said = run("selftest", home=home, check=0).stdout.decode()
    assert "FAIL" not in said
    made = inspected(image_of(tmp_path, numbered(MIB)), tmp_path / "out", home)
    checks = made["medium"]["selftest"]["checks"]
    assert all(one["passed"] for one in checks)
    assert all(one["id"] in said for one in checks)
    assert made["medium"]["selftest"]["passed"] == len(checks) >= 10
