"""The gzip header agrees with Python's gzip."""

import gzip
import io
import struct

import pytest

from mediascan.model.errors import LimitExceeded, Truncated
from mediascan.reading.compression.gzip_header import gzip_header
from mediascan.reading.window import Window


def test_name_and_time_are_those_that_were_written():
    out = io.BytesIO()
    with gzip.GzipFile("en_head.json.gz", "wb", 9, out, mtime=1_700_000_000) as file:
        file.write(b"{}")
    header = gzip_header(Window.over(out.getvalue()))
    assert (header.name, header.modified) == ("en_head.json", "2023-11-14T22:13:20Z")
    assert header.legal
    assert header.size == 10 + len("en_head.json\0")


def test_all_optional_fields_are_passed_over():
    extra = b"RA" + struct.pack("<H", 2) + b"ab"
    raw = b"\x1f\x8b\x08" + struct.pack("<BIBBH", 2 | 4 | 8 | 16, 0, 2, 3, len(extra)) + extra
    raw += b"caf\xe9\0" + "né\0".encode() + b"\x12\x34"
    header = gzip_header(Window.over(raw))
    assert (header.size, header.name, header.comment) == (len(raw), "café", "né")
    assert (header.producer, header.modified) == ("dictzip", "")


def test_reserved_bits_are_of_no_gzip():
    assert gzip_header(Window.over(b"\x1f\x8b\x08\x20" + bytes(30))) is None


def test_a_header_that_is_cut_is_truncated():
    with pytest.raises(Truncated):
        gzip_header(Window.over(b"\x1f\x8b\x08\x08" + bytes(6) + b"name without an end"))


def test_a_name_without_an_end_is_given_up():
    with pytest.raises(LimitExceeded):
        gzip_header(Window.over(b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * (1 << 17)))
