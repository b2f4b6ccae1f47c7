"""NNabla's parameters as protobuf: counted where they are whole, refused where they are not."""

import pytest

from mediascan.model.errors import InputFault
from mediascan.reading.nnabla.messages import add_messages
from mediascan.reading.window import Window


def field(number, data):
    tag = number << 3 | 2
    head = bytes([tag]) if tag < 128 else bytes([tag & 127 | 128, tag >> 7])
    return head + bytes([len(data)]) + data


def parameter(name, shape, floats):
    return field(
        200,
        field(1, name) + field(20, field(1, bytes(shape))) + field(100, bytes(4 * floats)),
    )


def told(data):
    facts = {}
    add_messages(facts, Window.over(data))
    return facts


def test_parameters_are_counted():
    facts = told(parameter(b"a/W", (2, 3), 6) + field(1, b"0.1") + parameter(b"a/b", (3,), 3))
    assert (facts["tensor_count"], facts["parameter_count"]) == (2, 9)
    assert [one["shape"] for one in facts["tensors"]] == [[2, 3], [3]]


@pytest.mark.parametrize("data", [parameter(b"a/W", (2, 3), 5), parameter(b"a/W", (2, 3), 6)[:-1]])
def test_sizes_that_disagree(data):
    with pytest.raises(InputFault):
        told(data)
