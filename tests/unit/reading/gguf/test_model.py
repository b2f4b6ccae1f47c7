"""What settings come to, against the tensors of real models in the names of GGUF."""

from math import prod
from pathlib import Path

import pytest

from mediascan.reading.gguf.model import config_parameters
from mediascan.reading.gguf.values import Value
from tests.unit.reading.architecture.test_families import printed, read

NAMES = Path(__file__).parents[1] / "architecture"


def of(text):
    return Value(0, 0, text, is_text=True)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("llama", "llama"), ("qwen2", "qwen2"), ("qwen3", "qwen3"), ("mixtral", "llama"),
     ("qwen3_moe", "qwen3moe")],
)  # fmt: skip
def test_settings_come_to_what_the_tensors_hold(name, kind):
    _, tensors = read(NAMES / f"gguf_{name}.txt")
    facts = printed(tensors).facts() | {"head_count": 4, "kv_head_count": 2}
    wide = facts.get("intermediate_size") or facts["expert_intermediate_size"]
    word = "expert_feed_forward_length" if kind == "qwen3moe" else "feed_forward_length"
    values = {
        "general.architecture": of(kind),
        f"{kind}.{word}": Value(0, 0, "", number=wide),
        f"{kind}.attention.key_length": Value(0, 0, "", number=16),
    }
    tied = "output.weight" not in dict(tensors)
    found = config_parameters(values, facts, tied=tied)
    assert found == sum(prod(shape) for _, shape in tensors)


@pytest.mark.parametrize("size", [0, 1 << 62])
def test_made_up_settings_come_to_nothing(size):
    facts = {"layer_count": size, "hidden_size": 1, "head_count": 1, "vocabulary_size": 1}
    values = {"general.architecture": of("llama")}
    values["llama.feed_forward_length"] = Value(0, 0, "", number=1)
    assert config_parameters(values, facts, tied=True) is None
