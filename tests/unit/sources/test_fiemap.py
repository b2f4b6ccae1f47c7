"""The map of extents: what the kernel answers, byte by byte."""

import os
import struct

import pytest

from mediascan.sources import fiemap
from mediascan.sources.fiemap import Extent, answer, extents, request

LAST, UNKNOWN, DELALLOC, INLINE, UNWRITTEN = 0x1, 0x2, 0x4, 0x200, 0x800


def made(*found, mapped=None, room=4):
    """An answer as of include/uapi/linux/fiemap.h, field by field."""
    count = len(found) if mapped is None else mapped
    header = struct.pack("=QQLLLL", 0, (1 << 64) - 1, 0, count, room, 0)
    rows = [
        struct.pack("=QQQQQLLLL", logical, physical, length, 0, 0, flags, 0, 0, 0)
        for logical, physical, length, flags in found
    ]
    return header + b"".join(rows) + bytes(56 * (room - len(found)))


def test_a_request_asks_for_the_rest_of_the_file_and_writes_nothing():
    buffer = request(4096, 3)
    assert len(buffer) == 32 + 3 * 56
    start, length, flags, mapped, room, _ = struct.unpack_from("=QQLLLL", buffer)
    assert (start, length) == (4096, (1 << 64) - 1 - 4096)
    assert (flags, mapped, room) == (0, 0, 3)  # flag 1 would make the kernel write the file out


def test_extents_are_read_field_by_field():
    data = made((0, 1 << 40, 8192, 0), (8192, (1 << 64) - 4096, 4096, LAST | UNWRITTEN))
    assert answer(data) == [
        Extent(0, 1 << 40, 8192, last=False),
        Extent(8192, (1 << 64) - 4096, 4096, last=True),
    ]


@pytest.mark.parametrize("flag", [UNKNOWN, DELALLOC, UNKNOWN | DELALLOC, INLINE])
def test_an_extent_that_lies_nowhere_has_no_place(flag):
    assert answer(made((0, 77, 10, flag | LAST))) == [Extent(0, None, 10, last=True)]


def test_an_empty_file_has_no_extents():
    assert answer(made()) == []


@pytest.mark.parametrize("mapped", [3, (1 << 32) - 1])
def test_a_count_beyond_the_room_is_not_believed(mapped):
    assert len(answer(made((0, 1, 1, 0), mapped=mapped, room=2))) == 2


def test_the_extents_of_a_real_file_cover_it(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100_000)
    with path.open("rb") as file:
        os.fsync(file.fileno())
        try:
            found = extents(file.fileno(), 64)
        except OSError as bad:
            pytest.skip(f"no map of extents here: {bad}")
        assert found[0].logical == 0
        assert found[-1].last
        assert sum(one.length for one in found) >= 100_000
        assert extents(file.fileno(), 1, 1 << 30) == []


def test_what_has_no_map_raises_an_error_of_the_system(monkeypatch):
    reading, writing = os.pipe()
    try:
        with pytest.raises(OSError, match=r"upported|nappropriate"):  # EOPNOTSUPP or ENOTTY
            extents(reading, 1)
    finally:
        os.close(reading)
        os.close(writing)
    monkeypatch.setattr(fiemap, "fcntl", None)
    with pytest.raises(OSError, match="no map of extents"):
        extents(0, 1)
