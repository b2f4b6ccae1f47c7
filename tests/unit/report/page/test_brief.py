"""The first lines about a finding: what it is, how far trained, what was left inside."""

import pytest

from mediascan.model.facts import Facts
from mediascan.report.page.brief import brief

WORDS = {
    "a shard of a large model in training": (
        {
            "family": "DeepSeek V3",
            "architecture": "DeepseekV3ForCausalLM",
            "parameter_count": "671026404352",
            "dtypes": {"BF16": 1, "F8_E4M3": 2},
            "layer_count": 61,
            "hidden_size": 7168,
            "expert_count": 256,
            "shard_index": 0,
            "shard_count": 30,
            "framework": "Megatron-LM",
            "training_step": 41000,
            "tokens_seen": 171_966_464_000,
            "optimizer": "Adam",
            "optimizer_state": True,
            "master_weights": True,
            "world_size": 2400,
            "tensor_parallel": 8,
            "pipeline_parallel": 15,
            "data_parallel": 1,
            "data_paths": ["/lustre/corpus/zh"],
            "paths": ["/lustre/corpus/zh", "/lustre/run-17"],
            "host_names": ["node-0417"],
        },
        (
            (
                "DeepSeek V3 family, DeepseekV3ForCausalLM, 671 B parameters (BF16; F8_E4M3), 61 "
                "layers, hidden 7,168, 256 experts, shard 1 of 30"
            ),
            (
                "written by Megatron-LM, step 41,000, 171 B tokens seen, optimizer state of Adam "
                "and master weights, 2,400 ranks, tensor 8 x pipeline 15"
            ),
            "left inside: data /lustre/corpus/zh, paths /lustre/run-17, hosts node-0417",
        ),
    ),
    "settings that disagree with the tensors": (
        {"parameter_count": 7, "config_parameter_count": 8, "layer_count": 1},
        ("7 parameters, by its settings 8, 1 layer",),
    ),
    "settings alone": ({"config_parameter_count": 8}, ("8 parameters",)),
    "an adapter": (
        {"base_model": "meta-llama/Llama-2-7b", "lora_rank": 16},
        ("made from meta-llama/Llama-2-7b, LoRA rank 16",),
    ),
    "rows for training": (
        {"training_shape": "chat", "row_count": 1, "columns": ["a", "b", "c", "d", "e"]},
        ("chat, 1 row, columns a; b; c and 2 more",),
    ),
    "a shard of token ids": (
        {
            "training_shape": "token ids",
            "token_count": 2_000_000,
            "estimated_sample_count": 5,
            "shard_count": 4,
        },
        ("token ids, about 5 samples (estimated), 2.00 M tokens, in 4 shards",),
    ),
    "a pickle that runs code": (
        {"dangerous_imports": ["os.system"], "dangerous_calls": ["os.system('id')"]},
        ("would run code when loaded: os.system('id')",),
    ),
    "a file that is cut short": ({"missing_bytes": 1500}, ("cut short by 1.50 kB",)),
    "an architecture that is named after its family": (
        {"family": "Llama", "architecture": "llama"},
        ("Llama family",),
    ),
    "a compiled model": (
        {"target": "Ascend310P3", "node_count": 126},
        ("for Ascend310P3, 126 nodes",),
    ),
    "trees": (
        {"tree_count": 500, "framework": "XGBoost", "objective": "binary:logistic"},
        ("500 trees", "written by XGBoost, trained for binary:logistic"),
    ),
    "a network that no rule knows": (
        {"family": "unknown transformer: 2 layers, hidden 8", "layer_count": 2, "hidden_size": 8},
        ("unknown transformer, 2 layers, hidden 8",),
    ),
    "an index of shards": ({"shard_count": 5}, ("in 5 shards",)),
    "a mixture of experts": (
        {"config_parameter_count": 46_702_792_704, "active_parameter_count": 12_879_925_248},
        ("46.7 B parameters, 12.8 B of them active",),
    ),
    "a compressed file": (
        {"compression": "gzip", "inner_format": "tar"},
        ("compressed by gzip, inside: tar",),
    ),
    "a pointer": (
        {"sha256": "4c", "declared_bytes": 9_976_576_152},
        ("stands for 9.97 GB that lie elsewhere",),
    ),
    "nothing": ({}, ()),
}


@pytest.mark.parametrize(("facts", "lines"), WORDS.values(), ids=WORDS.keys())
def test_the_first_lines(facts, lines):
    assert brief(facts) == lines


@pytest.mark.parametrize("value", [None, [], {}, "x" * 9999, -1, [None, 3], {"a": None}, True, "1"])
def test_facts_of_any_type_are_no_accident(value):
    """A report that somebody else wrote may hold anything."""
    for line in brief(dict.fromkeys(Facts.__annotations__, value)):
        assert len(line) < 2000


def test_names_cannot_steer_a_screen():
    (line,) = brief({"model_name": "\x1b[2J\u202etxt"})
    assert line.isprintable()
