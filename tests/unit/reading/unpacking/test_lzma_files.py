"""LZMA alone and lzip are opened: what comes out, damage, bombs and what stands behind."""

import lzma
import zlib

import pytest

from mediascan.model.errors import InputFault, LimitExceeded, Malformed, Truncated
from mediascan.reading.unpacking.allowance import Allowance
from mediascan.reading.unpacking.base import Held, openers
from mediascan.reading.unpacking.forward import over

FILTER = {"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}
TEXT = b"A page about rivers, and another one about lakes.\n" * 4000


def alone(data, size=None):
    packed = lzma.compress(data, lzma.FORMAT_ALONE, filters=[FILTER])
    return packed if size is None else packed[:5] + size.to_bytes(8, "little") + packed[13:]


def lzip(data):
    """One member, by the manual: the stream of LZMA between a head and a tail of our own."""
    body = alone(data)[13:]
    tail = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(8, "little")
    return b"LZIP\1\x10" + body + tail + (len(body) + 26).to_bytes(8, "little")


def opened(format_id, packed, memory=1 << 28):
    """The content of the only member, its name, and the faults of the container."""
    held = Held(over(packed), b"rows.jsonl.lz", Allowance(lambda: len(packed)), memory)
    out, name = bytearray(), b""
    for item in openers()[format_id].members(held):
        name = item.name
        while data := item.read(1 << 16):
            out += data
    return bytes(out), name, held.faults


PACKERS = (("lzma_alone", alone), ("lzip", lzip))


@pytest.mark.parametrize(("format_id", "pack"), PACKERS)
def test_the_content_comes_out(format_id, pack):
    assert opened(format_id, pack(TEXT)) == (TEXT, b"rows.jsonl", [])


def test_a_size_in_the_header_ends_it():
    assert opened("lzma_alone", alone(TEXT, len(TEXT)))[0] == TEXT


def test_members_of_lzip_are_one_file():
    assert opened("lzip", lzip(TEXT) + lzip(b"") + lzip(b"the end"))[0] == TEXT + b"the end"


@pytest.mark.parametrize(("format_id", "pack"), PACKERS)
def test_what_stands_behind_is_told(format_id, pack):
    out, _, faults = opened(format_id, pack(TEXT) + b"something else altogether")
    assert out == TEXT
    assert len(faults) == 1


@pytest.mark.parametrize(("format_id", "pack"), PACKERS)
def test_cut_anywhere_is_told(format_id, pack):
    packed = pack(TEXT[:500])
    for end in range(1, len(packed)):
        with pytest.raises(InputFault) as bad:
            opened(format_id, packed[:end])
        assert isinstance(bad.value, Truncated | Malformed)


def test_a_wrong_checksum_is_told():
    packed = bytearray(lzip(TEXT))
    packed[-20] ^= 1
    with pytest.raises(Malformed):
        opened("lzip", bytes(packed))


@pytest.mark.parametrize(("format_id", "pack"), PACKERS)
def test_memory_is_bounded(format_id, pack):
    packed = bytearray(pack(TEXT))
    if format_id == "lzip":
        packed[5] = 29
    else:
        packed[1:5] = b"\0\0\0\x40"
    with pytest.raises(LimitExceeded):
        opened(format_id, bytes(packed), memory=1 << 20)
