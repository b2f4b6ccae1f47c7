"""Footers built by hand: what pyarrow would never write."""

import pytest

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.model.limits import Limits
from mediascan.reading.encodings.thrift import LIST, STRUCT, CompactReader
from mediascan.reading.parquet.footer import Footer, read_cipher, read_crypto
from mediascan.reading.parquet.schema import Schema
from mediascan.reading.window import Window

ROOT = b"\x48\x01r\x15\x02\x00"  # SchemaElement: name "r", one child
LEAF = b"\x15\x02\x38\x01a\x00"  # type INT32, name "a"
SCHEMA = b"\x15\x02\x19\x2c" + ROOT + LEAF  # version 1, two elements
CHUNK = b"\x3c\x46\x10\x26\x10\x16\x10\x26\x08\x00\x00"  # meta_data: sizes 8, page at 4


def reader(data):
    return CompactReader(Window.over(data, Limits(depth=64)))


def read(data, end=100):
    footer = Footer(end)
    footer.read(reader(data))
    return footer


def group(*chunks, rows=b"\x26\x02"):
    return b"\x19" + bytes([len(chunks) << 4 | 12]) + b"".join(chunks) + rows + b"\x00"


def whole(*groups, rest=b""):
    count = bytes([len(groups) << 4 | 12])
    return SCHEMA + b"\x16\x02\x19" + count + b"".join(groups) + rest + b"\x00"


def test_a_footer_is_summed_up():
    footer = read(whole(group(b"\x3c\x46\x00\x26\x10\x16\x0c\x26\x08\x00\x00")))
    assert (footer.row_count, footer.group_rows, footer.group_count) == (1, 1, 1)
    assert (footer.uncompressed_bytes, footer.compressed_bytes, footer.outside) == (8, 6, 0)
    assert footer.codecs == {"UNCOMPRESSED"}


@pytest.mark.parametrize(("end", "outside"), [(12, 0), (11, 1), (4, 1)])
def test_a_chunk_that_reaches_into_the_footer_lies_outside(end, outside):
    chunk = b"\x3c\x66\x10\x16\x10\x26\x08\x00\x00"  # sizes 8 and 8, first page at 4
    assert read(whole(group(chunk)), end).outside == outside


def test_a_chunk_in_another_file_is_not_looked_for_here():
    chunk = b"\x18\x01f\x2c\x66\x10\x16\x10\x26\x80\x08\x00\x00"
    footer = read(whole(group(chunk)))
    assert (footer.outside, list(footer.paths)) == (0, ["f"])


def test_a_chunk_without_metadata_is_counted_as_unplaced():
    assert read(whole(group(b"\x26\x00\x00"))).unplaced == 1


def test_an_unknown_codec_is_called_so():
    footer = read(whole(group(b"\x3c\x45\x50\x00\x00")))
    assert footer.codecs == {"unknown codec"}


def test_metadata_with_unknown_fields_is_read():
    footer = read(whole(rest=b"\x19\x1c\x18\x01k\x18\x01v\x15\x00\x00"))
    assert footer.metadata == {"k": "v"}


def test_of_many_metadata_a_bounded_sample_is_kept():
    pairs = b"".join(b"\x18\x02%02x\x18\x01v\x00" % n for n in range(100))
    assert len(read(whole(rest=b"\x19\xfc\x64" + pairs)).metadata) == 64


@pytest.mark.parametrize("length", [511, 512, 600])
def test_only_a_short_producer_has_a_place(length):
    size = bytes([length & 127 | 128, length >> 7])
    data = whole(rest=b"\x28" + size + b"p" * length)
    footer = read(data)
    assert footer.created_by == "p" * min(length, 512)
    at, taken = footer.created_by_at, footer.created_by_length
    assert data[at : at + taken] == (b"p" * length if length < 512 else b"")


@pytest.mark.parametrize(
    "data",
    [
        b"\x15\x06\x00",  # version 3
        SCHEMA + b"\x00",  # no row count
        SCHEMA + b"\x16\x02\x00",  # no row groups
        SCHEMA + b"\x16\x01\x19\x0c\x00",  # a negative row count
        whole(group(CHUNK, rows=b"")),
        whole(group(CHUNK, rows=b"\x26\x01")),
        whole(group(b"\x35\x02\x00")),  # metadata that is a number
        whole(group(b"\x3c\x66\x01\x00\x00")),  # a size of -1
        whole(rest=b"\x45\x02"),  # a cipher that is a number
    ],
)
def test_a_footer_against_the_rules_is_malformed(data):
    with pytest.raises(Malformed):
        read(data)


@pytest.mark.parametrize(
    "elements",
    [
        (LEAF,),  # no root
        (ROOT,),  # a group that is not full
        (ROOT, LEAF, LEAF),  # more than the tree holds
        (b"\x48\x01r\x15\x03\x00",),  # -2 children
        (ROOT, b"\x15\x20\x38\x01a\x00"),  # physical type 16
    ],
)
def test_elements_that_are_no_tree_are_malformed(elements):
    data = bytes([len(elements) << 4 | 12]) + b"".join(elements)
    with pytest.raises(Malformed):
        Schema().read(reader(data), LIST)


def test_groups_in_groups_meet_their_limit():
    with pytest.raises(LimitExceeded):
        Schema().read(reader(b"\xfc\xac\x02" + ROOT * 300), LIST)


@pytest.mark.parametrize(
    ("leaf", "shown"),
    [
        (b"\x15\x02\x38\x01a\x25\x1e\x00", "int8"),  # converted type INT_8
        (b"\x15\x02\x38\x01a\x25\x0a\x15\x04\x15\x12\x00", "decimal(9, 2)"),
        (b"\x15\x0e\x15\x06\x28\x01a\x00", "binary[3]"),
        (b"\x15\x06\x38\x01a\x00", "int96"),
        (b"\x15\x02\x25\x04\x18\x01a\x00", "list<int32>"),  # repeated, without a list around it
        (b"\x15\x0c\x38\x01a\x6c\x9c\x00\x00\x00", "binary"),  # a logical type that is not known
        (b"\x15\x02\x38\x01a\x6c\xac\x13\x20\x12\x00\x00\x00", "uint32"),
    ],
)
def test_types_are_named(leaf, shown):
    schema = Schema()
    schema.read(reader(b"\x2c" + ROOT + leaf), LIST)
    assert schema.types == {"a": shown}


def test_a_struct_of_many_members_is_shown_by_its_first():
    wide = b"\x48\x01s\x15\x28\x00"  # a group of 20
    schema = Schema()
    schema.read(reader(b"\xfc\x16" + ROOT + wide + LEAF * 20), LIST)
    assert schema.types["s"] == "struct<" + "a: int32, " * 16 + "...>"


def test_the_cipher_of_a_sealed_footer_is_named():
    assert read_crypto(reader(b"\x1c\x2c\x00\x00\x18\x01k\x15\x00\x00")) == ("AES_GCM_CTR_V1", "k")
    assert read_cipher(reader(b"\x9c\x00\x00"), STRUCT) == "unknown cipher"
    with pytest.raises(Malformed):
        read_crypto(reader(b"\x28\x01k\x00"))
