"""The walk through protobuf without a schema, against bytes made by hand and by the library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import AttributeProto, TensorProto

from mediascan.model.errors import InputFault, LimitExceeded, Malformed, Truncated
from mediascan.reading.encodings.protobuf import (
    FIXED32,
    FIXED64,
    LEN,
    VARINT,
    fields,
    message,
    numbers,
    payload,
    signed,
)
from mediascan.reading.window import Window


def walk(data, most=100):
    return list(fields(Window.over(data), most))


@given(
    st.integers(-(1 << 63), (1 << 63) - 1), st.binary(max_size=5000), st.floats(width=32), st.text()
)
def test_the_library_and_the_walk_agree(whole, raw, real, text):
    made = AttributeProto(name=text, f=real, i=whole, s=raw)
    window = Window.over(made.SerializeToString())
    found = {one.number: one for one in fields(window, 10)}
    assert payload(window, found[1], 100_000) == text.encode()
    assert found[2].wire == FIXED32
    assert signed(found[3].value) == whole
    assert payload(window, found[4], 100_000) == raw


def test_packed_and_plain_numbers_are_read_alike():
    plain = TensorProto(dims=[1, 300, 1 << 40]).SerializeToString()
    window = Window.over(plain)
    assert [n for one in fields(window, 9) for n in numbers(window, one, 9)] == [1, 300, 1 << 40]
    packed = Window.over(TensorProto(int64_data=[1, 300, 1 << 40]).SerializeToString())
    (one,) = fields(packed, 9)
    assert numbers(packed, one, 9) == [1, 300, 1 << 40]
    assert numbers(packed, one, 2) == [1, 300]


def test_every_wire_type_is_passed():
    data = b"\x08\x96\x01" + b"\x11" + bytes(8) + b"\x1a\x02hi" + b"\x25\x01\x00\x00\x00"
    assert [one.wire for one in walk(data)] == [VARINT, FIXED64, LEN, FIXED32]
    assert [one.value for one in walk(data)] == [150, 0, 0, 1]


def test_a_payload_is_passed_without_reading_it():
    reads = []

    def read_at(at, length):
        reads.append(length)
        return (b"\x0a\x80\x80\x80\x80\x10" + bytes(length) if at == 0 else b"\x10\x01")[:length]

    window = Window.onto(read_at, 6 + (1 << 32) + 2, Window.over(b"").limits)
    assert [one.number for one in fields(window, 9)] == [1, 2]
    assert sum(reads) < 100_000


@pytest.mark.parametrize("length", [b"\x03", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"])
def test_a_payload_that_is_cut_is_the_last_field(length):
    window = Window.over(b"\x08\x01\x12" + length + b"ab")
    *_, last = fields(window, 9)
    assert last.missing == last.size - 2
    assert message(window, last).size == 2


@pytest.mark.parametrize(
    ("data", "raised"),
    [
        (b"\x00\x01", Malformed),  # field 0
        (b"\x0b", Malformed),  # a group
        (b"\x0e", Malformed),  # wire type 6
        (b"\x08" + b"\xff" * 10 + b"\x01", Malformed),  # 11 bytes
        (b"\x08" + b"\xff" * 9 + b"\x7f", Malformed),  # more than 64 bits
        (b"\x08", Truncated),
        (b"\x08\xff", Truncated),
        (b"\x12", Truncated),
        (b"\x08\x01" * 101, LimitExceeded),
    ],
)
def test_what_no_writer_emits_is_refused(data, raised):
    with pytest.raises(raised):
        walk(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_walked_or_refused(data):
    try:
        found = walk(data)
    except InputFault:
        return
    assert sum(one.size - one.missing for one in found) <= len(data)
