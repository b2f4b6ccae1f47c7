"""Parameters by settings: the same number as the network that transformers builds from them."""

import json

import pytest

from mediascan.reading.architecture.parameters import count
from tests.conftest import FIXTURES

NETWORKS = json.loads((FIXTURES / "makers/data/configs/networks.json").read_text())
ACTIVE = {  # in thousand millions, with the embeddings
    "mixtral": 12.9,
    "qwen3-30b-a3b": 3.35,
    "qwen1.5-moe": 2.69,
    "olmoe": 1.28,
    "gpt-oss-20b": 4.19,
    "ds-v3": 37.55,
}


@pytest.mark.parametrize("name", NETWORKS)
def test_as_many_as_the_network_has(name):
    assert count(NETWORKS[name]["settings"]).total == NETWORKS[name]["parameters"]


@pytest.mark.parametrize("name", ACTIVE)
def test_experts_that_a_token_does_not_pass_are_not_active(name):
    assert round(count(NETWORKS[name]["settings"]).active / 1e9, 2) == pytest.approx(
        ACTIVE[name], abs=0.05
    )


def test_a_model_without_experts_is_active_as_a_whole():
    both = count(NETWORKS["llama2-7b"]["settings"])
    assert both.active == both.total == 6_738_415_616


@pytest.mark.parametrize(
    "change",
    [
        {"hidden_size": None},
        {"hidden_size": "4096"},
        {"hidden_size": -1},
        {"hidden_size": True},
        {"vocab_size": 1 << 50},
        {"num_hidden_layers": 10**6},
        {"model_type": "of nobody"},
        {"model_type": ["llama"]},
    ],
)
def test_no_number_of_nonsense(change):
    assert count({**NETWORKS["llama2-7b"]["settings"], **change}) is None


def test_no_heads_divide_nothing():
    assert count({**NETWORKS["gpt2"]["settings"], "n_head": 0}) is not None
    assert count({**NETWORKS["vit-m"]["settings"], "patch_size": 0}) is not None
