"""Trees of Flax: what does not fit is told, and what Orbax put in place of arrays is understood."""

import pytest

from mediascan.formats.checkpoints import flax_msgpack
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window


def text(value):
    return bytes([0xA0 + len(value)]) + value.encode()


def array(shape, dtype, size, code=1):
    body = b"\x93" + bytes([0x90 + len(shape), *shape]) + text(dtype) + bytes([0xC4, size])
    body += bytes(size)
    return bytes([0xC7, len(body), code]) + body


def examine(data):
    return flax_msgpack.examine(Window.over(data))


def test_a_scalar_of_numpy_is_the_training_step():
    step = bytes([0xC7, 15, 3]) + b"\x93\x90" + text("int64") + b"\xc4\x04"  # 4 bytes for int64
    finding = examine(b"\x81" + text("step") + step + b"\x07\0\0\0")
    assert finding is None or finding.faults  # the length of the extension is wrong
    good = examine(b"\x82" + text("step") + array((), "int8", 1, code=3) + text("w") + b"\x01")
    assert good.facts["training_step"] == 0


def test_an_array_with_too_few_bytes_is_told():
    finding = examine(b"\x81" + text("w") + array((2, 2), "float32", 12))
    assert finding.confidence is Confidence.PARSED
    assert "12 bytes for [2, 2]" in finding.faults[0].message


def test_bytes_behind_the_tree_are_told():
    finding = examine(b"\x81" + text("w") + array((2,), "int8", 2) + b"hidden")
    assert finding.facts["trailing_bytes"] == 6
    assert finding.faults[0].kind is FaultKind.MALFORMED


def test_placeholders_lead_to_folders():
    name = "PLACEHOLDER://params.w"
    data = b"\x82" + text("params") + b"\x81" + text("w") + text(name) + text("step") + b"\x09"
    finding = examine(data)
    assert finding.facts["framework"] == "Orbax"
    assert finding.facts["training_step"] == 9
    assert [link.key for link in finding.links] == ["params.w"]


@pytest.mark.parametrize(
    "data", [b"\x81\xa1a\x01", b"\x80", b"", b"\x81" + text("w") + b"\xd4\x01x"]
)
def test_other_trees_are_not_ours(data):
    assert examine(data) is None
