"""Members agree with Python's tarfile."""

import io
import tarfile

import pytest

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.model.finding import FaultKind
from mediascan.model.limits import Limits
from mediascan.reading.tars.headers import Walk, is_tar, members, number, pax_records
from mediascan.reading.tars.tally import tally
from mediascan.reading.window import Window

KINDS = (tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE)
NAMES = ("a.txt", "d/" * 70 + "long.bin", "ü" * 120, "x" * 99, "x" * 100, "x" * 101, "y" * 300)


def archive(layout, names=NAMES, sizes=(0, 1, 511, 512, 513, 70_000), kinds=KINDS):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=layout) as file:
        for index, name in enumerate(names):
            for size in sizes:
                info = tarfile.TarInfo(f"{size}/{name}")
                info.size = size
                file.addfile(info, io.BytesIO(bytes([index]) * size))
            for kind in kinds:
                info = tarfile.TarInfo(f"{kind.decode()}/{name}")
                info.type, info.linkname = kind, name
                file.addfile(info)
    return out.getvalue()


@pytest.mark.parametrize("layout", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_are_those_of_tarfile(layout):
    data = archive(layout)
    walk = Walk()
    found = [(m.name.rstrip("/"), m.size, m.data) for m in members(Window.over(data), walk)]
    with tarfile.open(fileobj=io.BytesIO(data)) as file:
        theirs = [(m.name, m.size, m.offset_data) for m in file]
    assert found == theirs
    assert walk.closed


def test_prefixes_of_ustar_are_joined():
    data = archive(tarfile.USTAR_FORMAT, names=("d/" * 60 + "a.bin",), sizes=(3,), kinds=())
    names = [m.name for m in members(Window.over(data), Walk())]
    assert names[0] == "3/" + "d/" * 60 + "a.bin"


@pytest.mark.parametrize("size", [8**11 - 1, 8**11, 2**63, 2**88 - 1])
def test_sizes_of_any_length_are_read(size):
    info = tarfile.TarInfo("weights.bin")
    info.size = size
    window = Window.over(info.tobuf(tarfile.GNU_FORMAT))
    found = next(members(window, Walk()))
    assert found.size == size
    result = tally(window)
    assert result.missing >= size
    assert result.faults[0].kind is FaultKind.TRUNCATED


def test_sizes_in_extended_headers_count():
    info = tarfile.TarInfo("weights.bin")
    info.size = 8**12
    window = Window.over(info.tobuf(tarfile.PAX_FORMAT))
    assert next(members(window, Walk())).size == 8**12


def test_an_old_sparse_file_has_its_map_before_its_data():
    header = bytearray(tarfile.TarInfo("holes.bin").tobuf(tarfile.GNU_FORMAT))
    header[156:157], header[482], header[124:135] = b"S", 1, b"00000001000"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    more = bytearray(512)
    more[504] = 1
    data = bytes(header) + bytes(more) + bytes(512) + b"x" * 512 + bytes(1024)
    found = list(members(Window.over(data), Walk()))
    assert [(m.data, m.size, m.end) for m in found] == [(1536, 512, 2048)]


def test_signed_checksums_of_old_writers_hold():
    header = bytearray(tarfile.TarInfo("ü.txt").tobuf(tarfile.GNU_FORMAT))
    header[148:156] = b" " * 8
    total = sum(byte - 256 * (byte > 127) for byte in header)
    header[148:156] = b"%06o\0 " % total
    assert is_tar(Window.over(bytes(header)))


@pytest.mark.parametrize("data", [b"", bytes(511), bytes(512), b"\xff" * 512, b" " * 10_240])
def test_other_bytes_are_no_tar(data):
    assert not is_tar(Window.over(data))


@pytest.mark.parametrize("field", [b"\xff" * 12, b"0000000009 \0", b"size\0"])
def test_numbers_that_are_none_are_malformed(field):
    with pytest.raises(Malformed):
        number(field)


@pytest.mark.parametrize(
    ("data", "records"),
    [
        (b"12 path=abc\n", {"path": "abc"}),
        (b"19 path=a\nb\0c = d\n\n9 size=1\n", {"path": "a\nb\0c = d\n", "size": "1"}),
        (b"12 path=abc\n9 size=5\n", {"path": "abc", "size": "5"}),
        (b"99999999999999999999999 path=abc\n", {}),
        (b"0 path=abc\n", {}),
        (b"2 path=abc\n", {}),
        (b"13 path=abc\n", {}),
        (b"-5 path=abc\n", {}),
        (b"12 nothing.\n", {}),
        (b"", {}),
    ],
)
def test_pax_records_are_read_as_far_as_they_are_legal(data, records):
    assert pax_records(data) == records


def test_an_endless_row_of_extended_headers_is_given_up():
    info = tarfile.TarInfo("x")
    info.type = tarfile.XHDTYPE
    with pytest.raises(LimitExceeded):
        list(members(Window.over(info.tobuf() * 100), Walk()))


def test_a_long_name_of_a_gigabyte_is_not_read():
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 30
    with pytest.raises(LimitExceeded):
        list(members(Window.over(info.tobuf()), Walk()))


def test_members_beyond_the_limit_are_said_not_to_be_counted():
    data = tarfile.TarInfo("x").tobuf() * 50 + bytes(1024)
    found = tally(Window.over(data, Limits(count=20)))
    assert found.count == 20
    assert found.faults[0].kind is FaultKind.LIMIT
    assert "up to member 20" in found.faults[0].message


def test_a_cut_header_is_truncated():
    data = tarfile.TarInfo("x").tobuf() * 2
    with pytest.raises(Truncated):
        list(members(Window.over(data[:-1]), Walk()))


def test_headers_of_large_members_cost_no_pages():
    info = tarfile.TarInfo("x.bin")
    info.size = 1 << 20
    one = info.tobuf() + bytes(1 << 20)
    window = Window.over(one * 40, Limits(total=1 << 18))
    assert tally(window).count == 40
