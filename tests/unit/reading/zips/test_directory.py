"""The ZIP directory agrees with zipfile, and believes no number it has not checked."""

import io
import struct
import zipfile

import pytest

from mediascan.formats.containers.zip import examine
from mediascan.model.errors import Encrypted, LimitExceeded, Malformed, Truncated
from mediascan.model.finding import Confidence
from mediascan.model.limits import Limits
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import (
    head,
    members,
    packed_data,
    read_directory,
    unpacked_data,
)
from tests.conftest import FORMAT_FIXTURES

WHOLE = [
    path
    for path in sorted(FORMAT_FIXTURES.glob("*/*"))
    if path.suffix != ".json" and zipfile.is_zipfile(path)
]


def packed(names, method=zipfile.ZIP_STORED, **how):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in names.items():
            with archive.open(zipfile.ZipInfo(name), "w", **how) as member:
                member.write(data)
    return out.getvalue()


def opened(data, limits=None):
    window = Window.over(data, limits)
    directory = read_directory(window)
    return window, directory, list(members(window, directory))


@pytest.mark.parametrize(
    "path", [p for p in WHOLE if p.stem != "last_volume"], ids=lambda p: p.name
)
def test_the_members_are_those_that_zipfile_lists(path):
    """But for a volume of several, which zipfile does not read."""
    _, directory, every = opened(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        theirs = archive.infolist()
    assert directory.count == len(theirs)
    for ours, one in zip(every, theirs, strict=True):
        assert (ours.name, ours.size, ours.packed) == (
            one.filename,
            one.file_size,
            one.compress_size,
        )
        assert (ours.offset, ours.crc, ours.method) == (
            one.header_offset,
            one.CRC,
            one.compress_type,
        )


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_data_of_a_member_is_found(method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a", b"first" * 9)
        archive.writestr("b", b"second" * 9)
    window, _, every = opened(out.getvalue())
    assert head(window, every[1], 6) == b"second"
    assert unpacked_data(window, every[0]).read(0, 45) == b"first" * 9


def test_sizes_of_64_bits_are_read_from_the_extra_field():
    data = packed({"big": b"12345"}, force_zip64=True)
    sizes = struct.pack("<HHQQ", 1, 16, 5 << 32, 6 << 32)
    at = data.index(b"PK\x01\x02")
    entry = bytearray(data[at : at + 46 + 3])
    entry[20:28] = b"\xff" * 8
    entry[30:32] = struct.pack("<H", len(sizes))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(entry) + 20, at, 0)
    _, _, every = opened(data[:at] + bytes(entry) + sizes + end)
    assert (every[0].size, every[0].packed) == (5 << 32, 6 << 32)


def test_a_zip64_end_record_is_believed_over_the_short_one():
    data = packed({"a": b"1", "b": b"2"})
    end = data.rindex(b"PK\x05\x06")
    count, size, offset = 2, end - data.index(b"PK\x01\x02"), data.index(b"PK\x01\x02")
    wide = struct.pack(
        "<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset
    ) + struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    short = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    for lead in (b"", b"#!/bin/sh\n"):
        _, directory, every = opened(lead + data[:end] + wide + short)
        assert [one.name for one in every] == ["a", "b"]
        assert directory.lead == len(lead)
    with pytest.raises(Malformed, match="zip64"):
        read_directory(Window.over(data[:end] + short))


def test_an_end_record_inside_the_comment_is_passed_over():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"1")
        archive.comment = b"see PK\x05\x06 for more" + bytes(30)
    _, directory, every = opened(out.getvalue())
    assert [one.name for one in every] == ["a"]
    assert directory.comment.startswith(b"see PK")


def test_bytes_before_the_archive_shift_every_offset():
    data = packed({"a": b"data"})
    window, directory, every = opened(bytes(1000) + data)
    assert directory.lead == 1000
    assert head(window, every[0], 4) == b"data"


def test_a_name_that_the_local_header_denies_is_malformed():
    data = packed({"good": b"data"})
    window, _, every = opened(data.replace(b"good", b"evil", 1))
    with pytest.raises(Malformed, match="local header"):
        packed_data(window, every[0])


def test_a_member_that_is_not_where_it_should_be_is_malformed():
    data = packed({"a": b"data"})
    window, _, every = opened(b"XX" + data[2:])
    with pytest.raises(Malformed, match="no local header"):
        packed_data(window, every[0])


def test_a_member_longer_than_the_file_is_truncated():
    data = bytearray(packed({"a": b"data"}))
    at = data.index(b"PK\x01\x02")
    data[at + 20 : at + 24] = struct.pack("<I", 1 << 31)
    window, _, every = opened(bytes(data))
    with pytest.raises(Truncated):
        packed_data(window, every[0])


def test_an_encrypted_member_needs_a_key_and_an_unknown_method_a_reader():
    data = bytearray(packed({"a": b"data"}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    window, _, every = opened(bytes(data))
    with pytest.raises(Encrypted):
        head(window, every[0], 4)
    assert unpacked_data(window, every[0]).read(0, 4) == b"data"  # the mark may lie
    data[at + 8] = 0
    data[at + 10] = 14
    window, _, every = opened(bytes(data))
    with pytest.raises(Malformed, match="lzma"):
        head(window, every[0], 4)


def test_more_members_than_the_limit_are_not_read():
    data = packed({f"{k}": b"" for k in range(30)})
    window = Window.over(data, Limits(count=10))
    with pytest.raises(LimitExceeded):
        list(members(window, read_directory(window)))
    finding = examine(window)
    assert [one.kind for one in finding.faults] == ["limit"]
    assert finding.facts["member_count"] == 30


def test_a_directory_longer_than_a_piece_is_read_to_its_end():
    names = [f"{k:05}" + "x" * 200 for k in range(6000)]
    data = packed(dict.fromkeys(names, b""))
    _, directory, every = opened(data)
    assert directory.size > 1 << 20
    assert [one.name for one in every] == names


def test_a_count_that_the_directory_cannot_hold_is_malformed():
    data = bytearray(packed({"a": b"data"}))
    data[-14:-10] = b"\xf0\xf0\xf0\xf0"
    with pytest.raises(Malformed, match="entries"):
        read_directory(Window.over(bytes(data)))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06", b"PK\x03\x04" + bytes(60)])
def test_too_little_is_no_archive(data):
    assert examine(Window.over(data)) is None


def test_a_file_that_only_ends_like_an_archive_is_none():
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 7, 7, 7, 7, 0)
    assert examine(Window.over(b"text " * 100 + end)) is None


def test_a_damaged_directory_leaves_the_local_headers():
    data = packed({"a.txt": b"data", "b.txt": b"more"}).replace(b"PK\x01\x02", b"XXXX")
    finding = examine(Window.over(data))
    assert finding.facts["members"] == ["a.txt", "b.txt"]
    assert finding.confidence is Confidence.PARSED
    assert [one.kind for one in finding.faults] == ["malformed"]


def test_bytes_that_no_member_owns_are_told():
    data = packed({"a": b"1", "b": b"2"})
    gap = 70_000
    second, at = data.index(b"PK\x03\x04", 4), data.index(b"PK\x01\x02")
    entry = data.index(b"PK\x01\x02", at + 4)
    data = bytearray(data[:second] + bytes(gap) + data[second:])
    struct.pack_into("<I", data, entry + gap + 42, second + gap)
    struct.pack_into("<I", data, len(data) - 6, at + gap)
    finding = examine(Window.over(bytes(data)))
    assert finding.confidence is Confidence.PARSED
    assert finding.faults[0].message == "70000 bytes belong to no member"


def test_a_name_in_an_old_code_page_is_read_as_such():
    data = packed({"n_me": b""}).replace(b"n_me", b"n\x84me")
    assert opened(data)[2][0].name == "näme"
