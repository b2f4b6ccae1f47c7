"""Checkpoints of MindSpore: pieces of one parameter, and words that a model may use as well."""

from mediascan.formats.checkpoints.mindspore_checkpoint import examine
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window


def field(number, data):
    return bytes((number << 3 | 2, len(data))) + data


def value(tag, shape, content, kind=b"Float32"):
    dims = b"".join(bytes((8, size)) for size in shape)
    tensor = dims + field(2, kind) + field(3, content)
    return field(1, field(1, tag) + field(2, tensor))


def test_pieces_of_one_parameter_are_counted_once():
    half = bytes(24)
    data = value(b"w", (3, 4), half) + value(b"w", (3, 4), half) + value(b"b", (2,), bytes(8))
    found = examine(Window.over(data))
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["tensor_count"] == 2
    assert found.facts["parameter_count"] == 14
    assert not found.faults


def test_content_that_does_not_fill_its_shape_is_told():
    found = examine(Window.over(value(b"w", (3, 4), bytes(24)) + value(b"b", (2,), bytes(8))))
    assert found.faults[0].message == "parameter 'w': shape and content disagree"


def test_a_layer_called_linear_is_no_state_of_an_optimizer():
    names = (b"linear.weight", b"moments.scale", b"accum.bias")
    found = examine(Window.over(b"".join(value(name, (1,), bytes(4)) for name in names)))
    assert found.facts["optimizer_state"] is False
    assert found.facts["parameter_count"] == 3


def test_a_word_before_the_name_of_a_parameter_is_one():
    names = (b"fc.weight", b"moments.fc.weight", b"linear.fc.weight")
    found = examine(Window.over(b"".join(value(name, (1,), bytes(4)) for name in names)))
    assert found.facts["optimizer"] == "FTRL (moments, linear)"
    assert found.facts["parameter_count"] == 1
    assert found.facts["optimizer_value_count"] == 2


def test_a_type_that_mindspore_does_not_know_is_no_checkpoint():
    assert examine(Window.over(value(b"w", (1,), bytes(4), kind=b"Floaty5"))) is None
    assert examine(Window.over(b"\n\x12\x07Float32" + bytes(50))) is None
