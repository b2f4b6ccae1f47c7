"""Axes of a mesh become ways of parallelism."""

import pytest

from mediascan.model.facts import Facts
from mediascan.reading.jax.mesh import Meshes


@pytest.mark.parametrize(
    ("names", "shape", "expected"),
    [
        (["data", "model"], [4, 2], {"data_parallel": 4, "tensor_parallel": 2}),
        (["dp", "fsdp", "tp", "sp"], [2, 8, 4, 1], {"data_parallel": 16, "tensor_parallel": 4}),
        (["stage", "expert"], [4, 8], {"pipeline_parallel": 4, "expert_parallel": 8}),
        (["x", "y"], [2, 2], {}),
    ],
)
def test_layout(names, shape, expected):
    meshes, facts = Meshes(), Facts()
    assert meshes.add(names, shape)
    meshes.say(facts)
    ways = ("data_parallel", "tensor_parallel", "pipeline_parallel", "expert_parallel")
    assert {way: facts[way] for way in ways if way in facts} == expected


@pytest.mark.parametrize(
    ("names", "shape"),
    [(None, [1]), (["a"], None), (["a"], [0]), (["a"], [True]), (["a"], [1, 2]), ([1], [1])],
)
def test_what_is_no_mesh(names, shape):
    meshes, facts = Meshes(), Facts()
    assert not meshes.add(names, shape)
    meshes.say(facts)
    assert not facts
