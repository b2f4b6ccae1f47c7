"""Devices of the running kernel: their sectors, their errors, and what becomes of them."""

import errno
import os
import random
import shutil
import subprocess
from contextlib import closing, contextmanager

import pytest

from mediascan.sources.media.aligned import aligned, is_aligned
from mediascan.sources.media.registry import open_medium

DATA = random.Random(1).randbytes(1 << 20)
ROOT = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("losetup"), reason="needs root and losetup"
)


def sectors(medium):
    """All bytes, read a sector at a time, and the sectors that were not given."""
    data, bad = bytearray(medium.size), []
    for at in range(0, medium.size, medium.sector):
        piece = memoryview(data)[at : at + medium.sector]
        try:
            assert medium.read_into(piece, at) == len(piece)
        except OSError as error:
            bad.append((at // medium.sector, error.errno))
    return bytes(data), bad


def test_a_buffer_is_aligned_and_holds_what_is_asked():
    for size in (1, 4096, 1 << 20):
        assert is_aligned(aligned(size))
        assert len(aligned(size)) == size


@contextmanager
def device(path, *options):
    command = ["losetup", "--read-only", "--find", "--show", *options, str(path)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no loop device here: {made.stderr}")
    name = made.stdout.strip()
    try:
        yield name
    finally:
        subprocess.run(["losetup", "--detach", name], check=True)


@ROOT
def test_the_kernels_own_read_errors_are_found_to_the_sector(tmp_path):
    (tmp_path / "disk").write_bytes(DATA)
    cut = 513_536  # 1003 sectors: in the middle of a page
    with device(tmp_path / "disk") as name, closing(open_medium(name)) as medium:
        os.truncate(tmp_path / "disk", cut)
        with pytest.raises(OSError, match="Input/output error"):  # as a whole: the reader goes down
            medium.read_into(memoryview(bytearray(1 << 20)), 0)
        data, bad = sectors(medium)
        assert bad == [(one, errno.EIO) for one in range(cut // 512, len(DATA) // 512)]
        assert data == DATA[:cut] + bytes(len(DATA) - cut)


@ROOT
@pytest.mark.skipif(not shutil.which("dmsetup"), reason="dmsetup is not installed (dmsetup)")
def test_one_bad_sector_in_the_middle_of_a_device_costs_only_itself(tmp_path):
    (tmp_path / "disk").write_bytes(DATA)
    with device(tmp_path / "disk") as name:
        table = f"0 1001 linear {name} 0\n1001 1 error\n1002 1046 linear {name} 1002\n"
        label = f"mediascan-test-{os.getpid()}"
        made = subprocess.run(
            ["dmsetup", "create", "--readonly", label],
            input=table,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            pytest.skip(f"no device mapper here: {made.stderr}")
        try:
            with closing(open_medium(f"/dev/mapper/{label}")) as medium:
                data, bad = sectors(medium)
                assert bad == [(1001, errno.EIO)]
                assert data == DATA[: 1001 * 512] + bytes(512) + DATA[1002 * 512 :]
        finally:
            subprocess.run(["dmsetup", "remove", "--retry", label], check=True)


@ROOT
def test_a_device_of_4096_byte_sectors_and_one_that_is_no_multiple_of_a_chunk(tmp_path):
    for size, options, sector in ((1536, (), 512), (1_048_576, ("--sector-size", "4096"), 4096)):
        (tmp_path / "disk").write_bytes(DATA[:size])
        with device(tmp_path / "disk", *options) as name, closing(open_medium(name)) as medium:
            assert (medium.size, medium.sector) == (size, sector)
            buffer = memoryview(bytearray(size + 10))
            done = 0
            while count := medium.read_into(buffer[done:], done):
                done += count
            assert bytes(buffer[:done]) == DATA[:size]
            assert medium.read_into(buffer[:100], size - 50) == 50
            assert bytes(buffer[:50]) == DATA[size - 50 : size]


@ROOT
def test_a_device_with_another_size_or_another_medium_is_said_to_be_gone(tmp_path):
    (tmp_path / "disk").write_bytes(DATA)
    with device(tmp_path / "disk") as name, closing(open_medium(name)) as medium:
        assert medium.gone() == ""
        os.truncate(tmp_path / "disk", 512_000)
        subprocess.run(["losetup", "--set-capacity", name], check=True)
        assert "bytes now" in medium.gone()
