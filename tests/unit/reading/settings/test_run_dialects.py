"""Settings of training runs are told apart by their keys, as published examples have them."""

import pytest

from mediascan.reading.encodings.yaml_lines import parse_yaml
from mediascan.reading.settings.run_dialects import dialect


@pytest.mark.parametrize(
    ("top", "program"),
    [
        ("base_model sequence_len", "axolotl"),
        ("model optimizer train_loader max_duration device_train_microbatch_size", "Composer"),
        ("model optimizer tokenizer data max_duration device_train_microbatch_size", "OLMo"),
        ("model_name_or_path stage finetuning_type template learning_rate", "LLaMA-Factory"),
        ("model_name_or_path learning_rate", "transformers"),
        ("checkpoints data_stages general model optimizer parallelism tokens", "nanotron"),
        ("seed_everything model trainer", "Lightning"),
        ("name on jobs", ""),
    ],
)  # fmt: skip
def test_whose_settings_they_are(top, program):
    found = parse_yaml("".join(f"{key}: 1\n" for key in top.split()).encode())
    assert dialect(found) == program


def test_torchtune_is_told_by_the_class_of_its_model():
    text = b"dataset:\n  _component_: t.d.alpaca\nmodel:\n  _component_: t.m.llama3_8b\n"
    assert dialect(parse_yaml(text)) == "torchtune"
