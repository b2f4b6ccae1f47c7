"""The name that a torch file keeps tells which rank wrote it."""

import pytest

from mediascan.model.facts import Facts
from mediascan.reading.torch.rank_names import say_rank


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("mp_rank_03_model_states", {"tensor": 3}),
        ("zero_pp_rank_5_mp_rank_01_model_states", {"data": 5, "tensor": 1}),
        ("bf16_zero_pp_rank_5_mp_rank_01_optim_states", {"data": 5, "tensor": 1}),
        ("layer_12_expert_7_mp_rank_00_model_states", {"layer": 12, "expert": 7, "tensor": 0}),
        ("layer_05-model_02-model_states", {"layer": 5, "tensor": 2}),
        ("rng_state_11", {"rank": 11}),
        ("random_states_0", {"rank": 0}),
        ("consolidated.07", {"tensor": 7}),
        ("ep1-ba4800-rank3", {"epoch": 1, "batch": 4800, "rank": 3}),
        ("tp_rank_01_pp_rank_002", {"tensor": 1, "pipeline": 2}),
    ],
)
def test_a_rank_is_told_by_the_name(name, place):
    facts = Facts()
    say_rank(name, facts)
    assert facts["rank_coordinates"] == place


@pytest.mark.parametrize("name", ["model", "archive", "mp_rank_x", "rank", "rank" + "9" * 40, ""])
def test_other_names_tell_nothing(name):
    facts = Facts()
    assert say_rank(name, facts) == []
    assert facts == {}


def test_a_shard_of_several_is_linked():
    facts = Facts()
    (link,) = say_rank("pytorch_model-00002-of-00007", facts)
    assert (facts["shard_index"], facts["shard_count"]) == (1, 7)
    assert (link.key, link.index, link.count, link.from_name) == ("pytorch_model", 1, 7, True)
    assert say_rank("pytorch_model-00009-of-00007", Facts()) == []


def test_a_partition_of_zero_counts_over_all_ranks():
    facts = Facts(data_parallel=64, tensor_parallel=2)
    (link,) = say_rank("zero_pp_rank_5_mp_rank_01_optim_states", facts)
    assert (link.index, link.count) == (64 + 5, 128)
