"""The schema-less reader of Thrift's compact protocol."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.model.errors import InputFault, LimitExceeded, Malformed, Truncated
from mediascan.model.limits import Limits
from mediascan.reading.encodings import thrift
from mediascan.reading.encodings.thrift import CompactReader
from mediascan.reading.window import Window


def reader(data, **limits):
    return CompactReader(Window.over(data, Limits(**limits)))


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def number(value):
    return varint(value << 1 if value >= 0 else -2 * value - 1)


def header(count, element):
    return bytes([count << 4 | element]) if count < 15 else bytes([0xF0 | element]) + varint(count)


NUMBERS = st.integers(-(2**63), 2**63 - 1)


def listed(element, items):
    return st.lists(items, max_size=20).map(
        lambda some: (thrift.LIST, header(len(some), element) + b"".join(some))
    )


SCALARS = st.one_of(
    st.just((thrift.TRUE, b"")),
    st.just((thrift.FALSE, b"")),
    st.binary(min_size=1, max_size=1).map(lambda one: (thrift.BYTE, one)),
    NUMBERS.map(lambda one: (thrift.I64, number(one))),
    st.binary(min_size=8, max_size=8).map(lambda one: (thrift.DOUBLE, one)),
    st.binary(max_size=200).map(lambda one: (thrift.BINARY, varint(len(one)) + one)),
    st.binary(min_size=16, max_size=16).map(lambda one: (thrift.UUID, one)),
    listed(thrift.I32, NUMBERS.map(number)),
    listed(thrift.TRUE, st.sampled_from([b"\x01", b"\x02"])),
    st.dictionaries(NUMBERS.map(number), NUMBERS.map(number), max_size=20).map(
        lambda some: (
            thrift.MAP,
            varint(len(some))
            + (b"\x66" if some else b"")
            + b"".join(k + v for k, v in some.items()),
        )
    ),
)


def packed(fields):
    """A struct of (step to the next id, (type, value)); a step above 15 writes the id itself."""
    out, last = b"", 0
    for step, (wire, value) in fields:
        last += step
        out += bytes([step << 4 | wire]) if step < 16 else bytes([wire]) + number(last)
        out += value
    return out + b"\0"


def structs(values):
    fields = st.tuples(st.integers(1, 40), values)
    one = st.lists(fields, max_size=6).map(packed)
    return st.one_of(one.map(lambda data: (thrift.STRUCT, data)), listed(thrift.STRUCT, one))


VALUES = st.recursive(SCALARS, structs, max_leaves=12)


@given(VALUES)
def test_skip_goes_over_any_value_to_its_end(value):
    wire, data = value
    one = reader(data + b"rest")
    one.skip(wire)
    assert one.left == 4


@given(VALUES, st.integers(0, 10_000))
def test_a_value_cut_anywhere_is_truncated(value, cut):
    wire, data = value
    if cut < len(data):
        with pytest.raises(Truncated):
            reader(data[:cut]).skip(wire)


@given(st.binary(max_size=300), st.integers(0, 15))
def test_random_bytes_only_raise_faults(data, wire):
    one = reader(data)
    try:
        one.skip(wire)
    except InputFault:
        return
    assert one.at <= len(data)


@given(st.lists(NUMBERS, max_size=30))
def test_numbers_are_those_of_the_fields(values):
    data = packed([(1, (thrift.I64, number(value))) for value in values])
    assert reader(data).numbers(len(values) + 1) == [0, *values]
    one = reader(data)
    assert [(i, one.integer(wire)) for i, wire in one.fields()] == list(enumerate(values, 1))
    assert one.left == 0


def test_a_struct_in_itself_for_ever_meets_the_limit_of_depth():
    with pytest.raises(LimitExceeded):
        reader(b"\x1c" * 10_000).skip(thrift.STRUCT)
    with pytest.raises(LimitExceeded):
        reader(b"\x19" * 10_000).skip(thrift.LIST)


def test_a_list_longer_than_its_bytes_is_truncated():
    with pytest.raises(Truncated):
        reader(header(1 << 40, thrift.I32) + bytes(20)).skip(thrift.LIST)


def test_a_list_longer_than_the_limit_is_refused():
    with pytest.raises(LimitExceeded):
        reader(header(1000, thrift.STRUCT) + bytes(1000), count=999).structs(thrift.LIST)


@pytest.mark.parametrize(
    "ask",
    [
        lambda one: one.integer(thrift.BINARY),
        lambda one: one.binary(thrift.I32, 10),
        lambda one: one.structs(thrift.STRUCT),
        lambda one: one.structs(thrift.LIST),
        lambda one: one.skip(0),
        lambda one: one.skip(14),
    ],
)
def test_a_value_of_another_type_is_malformed(ask):
    with pytest.raises(Malformed):
        ask(reader(b"\x25" + bytes(8)))


def test_a_number_of_more_than_64_bits_is_malformed():
    with pytest.raises(Malformed):
        reader(b"\xff" * 11 + b"\0").skip(thrift.I64)
