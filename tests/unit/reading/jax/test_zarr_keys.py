"""Keys of zarr arrays become names, shapes and the training step."""

import pytest
import zstandard

from mediascan.model.facts import Facts
from mediascan.reading.jax.zarr_keys import ZarrKeys


def said(*entries):
    keys, facts = ZarrKeys(), Facts()
    for key, value in entries:
        keys.add(key, value)
    keys.say(facts)
    return facts


def described(dtype, shape):
    return b'{"dtype": "%s", "shape": %s}' % (dtype.encode(), str(shape).encode())


STEP = (700).to_bytes(4, "little")


@pytest.mark.parametrize("chunk", [STEP, zstandard.ZstdCompressor().compress(STEP)])
def test_the_step_is_read_out_of_its_only_chunk(chunk):
    facts = said(("step/.zarray", described("<i4", [])), ("step/0", chunk))
    assert facts["training_step"] == 700


def test_a_step_of_several_numbers_is_none():
    facts = said(("step/.zarray", described("<i4", [2])), ("step/0", STEP * 2))
    assert "training_step" not in facts


def test_chunks_alone_give_a_name_and_no_sum():
    facts = said(("params.w/0.0", b""), ("params.w/0.1", b""), ("params/b/c/0", b""))
    assert [one["name"] for one in facts["tensors"]] == ["params.w", "params.b"]
    assert facts["tensor_count"] == 2
    assert "parameter_count" not in facts


@pytest.mark.parametrize(
    "value",
    [b"", b"not JSON", b"[]", described("<f4", '"x"'), described("<f4", [-1]), b'{"shape": [1]}'],
)
def test_a_description_that_is_none_gives_no_shape(value):
    facts = said(("w/.zarray", value))
    assert facts["tensor_count"] == 1
    assert "parameter_count" not in facts
