"""Each family by the names that its own library writes: exactly it, its sizes, and no other.

A `.txt` beside this file holds where its names are from, what is to be told, and the names with
their shapes.
"""

from pathlib import Path

import pytest

from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.architecture.names import Names
from mediascan.reading.architecture.rules import fitting, rules

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.txt"))
NO_NAMES = {  # rules by published code or tables alone, for which nothing small writes the names
    *("CLIP vision encoder", "DeepSeek V3.2", "DenseNet", "EfficientNet", "Faster R-CNN"),
    *("Flax BERT", "Flax Llama", "Nemotron-H", "SAM 2", "VITS", "VQ-GAN"),
}
PARENTS = {rule.family: rule.of for rule in rules()}


def read(path):
    """What is to be told, and the names with their shapes."""
    told, tensors = {}, []
    for line in path.read_text().splitlines():
        if line.startswith("# ") and ": " in line:
            key, value = line[2:].split(": ", 1)
            told[key] = value
        elif not line.startswith("#"):
            name, shape = line.split("\t")
            tensors.append((name, [int(one) for one in shape.split(",") if one]))
    return told, tensors


def printed(tensors):
    fingerprint = Fingerprint()
    for name, shape in tensors:
        fingerprint.add(name, shape)
    return fingerprint


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_family_and_its_sizes(path):
    told, tensors = read(path)
    facts = printed(tensors).facts()
    evidence = facts.pop("family_evidence", [])
    shown = {k: " ".join(v) if isinstance(v, list) else str(v) for k, v in facts.items()}
    assert shown == told
    assert evidence or told["family"].startswith("LoRA")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_other_family_fits(path):
    told, tensors = read(path)
    fits = fitting(Names(printed(tensors)._patterns))
    whole = [rule.family for rule in fits if rule.whole]
    families = set(whole or [rule.family for rule in fits])
    family = told["family"].removeprefix("LoRA adapter of ")
    assert families - {PARENTS[family]} == {family}


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "state_dict.", "base_model.model."])
@pytest.mark.parametrize("name", ["llama", "gpt2", "bert", "t5", "gguf_llama", "whisper"])
def test_wrappers_change_nothing(name, prefix):
    told, tensors = read(HERE / f"{name}.txt")
    facts = printed([(prefix + one, shape) for one, shape in tensors]).facts()
    assert facts["family"] == told["family"]
    assert str(facts["layer_count"]) == told["layer_count"]


def test_every_family_has_its_names():
    named = {read(path)[0]["family"].removeprefix("LoRA adapter of ") for path in FILES}
    assert {rule.family for rule in rules()} - named == NO_NAMES


def test_what_no_rule_knows_is_told_by_its_sizes():
    tensors = [
        (f"net.layers.{n}.attention.{part}", [48, 48]) for n in range(7) for part in ("a", "b")
    ]
    tensors += [(f"net.layers.{n}.attn_norm.weight", [48]) for n in range(7)]
    assert printed(tensors).facts()["family"] == "unknown transformer: 7 layers, hidden 48"


def test_one_more_tensor_in_a_layer_is_another_family():
    _, tensors = read(HERE / "llama.txt")
    tensors.append(("model.layers.0.self_attn.novelty.weight", [4]))
    assert printed(tensors).facts()["family"].startswith("unknown transformer")


def test_layers_that_begin_later_are_not_counted():
    _, tensors = read(HERE / "llama.txt")
    later = [(name.replace("layers.", "layers.2"), shape) for name, shape in tensors]
    assert "layer_count" not in printed(later).facts()


def test_the_first_shard_of_a_model_does_not_tell_how_many_layers_there_are():
    _, tensors = read(HERE / "llama.txt")
    first = [one for one in tensors if one[0] not in {"lm_head.weight", "model.norm.weight"}]
    facts = printed(first).facts()
    assert (facts["family"], facts["vocabulary_size"]) == ("Llama", 320)
    assert "layer_count" not in facts


def test_layers_behind_the_model_for_several_tokens_are_not_its_own():
    _, tensors = read(HERE / "deepseek_v3.txt")
    more = [("model.layers.2.eh_proj.weight", [64, 128])]
    assert printed(tensors + more).facts()["layer_count"] == 2


@pytest.mark.parametrize("shape", [[], [0], [1 << 62, 1 << 62], [1] * 60])
def test_odd_shapes_and_names_are_taken(shape):
    names = [
        "",
        ".",
        "a.#",
        "a.5",
        "h.#.x",
        "model.layers.#.h.1.x.weight",
        "_" * 400 + ".1",
        "model.layers.0.",
        "0",
        "layers.999999.self_attn.q_norm.weight",
        "x" * 9999,
    ]
    _, tensors = read(HERE / "qwen3_moe.txt")
    printed([(name, shape) for name, _ in tensors] + [(name, shape) for name in names]).facts()
