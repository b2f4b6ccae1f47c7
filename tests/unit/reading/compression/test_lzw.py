"""LZW of `compress`: files of ncompress, kept as fixtures, and streams that no program writes."""

import pytest

from mediascan.reading.compression.lzw import HEADER, unpacked_start
from tests.conftest import FIXTURES

DATA = FIXTURES / "makers" / "data" / "compressed"
ROWS = b'{"text": "Page 0 of the book.", "id": 0}\n'
BLOCK = 0x80


def unpack(path, most=1 << 20):
    packed = path.read_bytes()
    return unpacked_start(packed[HEADER:], packed[2], most)


@pytest.mark.parametrize("name", ["rows.jsonl.Z", "narrow.Z"])
def test_what_ncompress_wrote_comes_out(name):
    found = unpack(DATA / name)
    assert found.data.startswith(ROWS)
    assert len(found.data) == 246
    assert found.ended
    assert not found.damage


def test_wider_codes_and_a_cleared_table():
    """30,000 bytes with `-b 10`: the width changes, and the table is cleared and filled again."""
    found = unpack(DATA / "cleared.Z")
    text = b"".join(b"%d squared is %d; " % (n, n * n) for n in range(1400))[:30_000]
    assert found.data == text


def test_no_more_than_asked_for_by_one_entry():
    assert 40 <= len(unpack(DATA / "rows.jsonl.Z", 40).data) < 60


def codes(*values):
    return sum(value << 9 * n for n, value in enumerate(values)).to_bytes(9, "little")


def test_a_code_may_stand_for_what_it_makes():
    assert unpacked_start(codes(97, 257), BLOCK | 16, 3).data == b"aaa"


@pytest.mark.parametrize("values", [(257,), (97, 258)])
def test_a_code_that_stands_for_nothing_is_damage(values):
    assert unpacked_start(codes(*values), BLOCK | 16, 9).damage


def test_code_256_is_a_byte_pair_without_block_mode():
    assert unpacked_start(codes(97, 256), 16, 3).data == b"aaa"
