"""Each framework is told by its own keys, and its progress is read where it keeps it."""

import argparse
import pickle
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path, PosixPath, PureWindowsPath

import pytest

from mediascan.engine.classify import Classifier
from mediascan.formats.registry import all_formats
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.torch.frameworks.look import all_frameworks, training_facts
from mediascan.reading.window import Window
from tests.conftest import reader

UNIT = Path(__file__).parents[4] / "fixtures" / "unit" / "pytorch_zip"
STATE = {"state": {0: {"step": 1, "exp_avg": 1, "exp_avg_sq": 2}}, "param_groups": [{"lr": 0.1}]}
LIGHTNING = {"pytorch-lightning_version": "2.0", "global_step": 5, "state_dict": {}}


def told(value, protocol=4):
    return training_facts(walk(Window.over(pickle.dumps(value, protocol))).root, lambda: None)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "PyTorch (tutorial style)",
            {"model_state_dict": {}, "epoch": 3, "step": 9},
            {"epoch": 3, "training_step": 9},
        ),
        ("Lightning", LIGHTNING, {"training_step": 5}),
        (
            "NeMo (Lightning)",
            LIGHTNING
            | {
                "hyper_parameters": {
                    "cfg": {"nemo_version": "1.23", "tensor_model_parallel_size": 4}
                }
            },
            {"tensor_parallel": 4},
        ),
        (
            "timm",
            {
                "epoch": 8,
                "arch": "vit_base",
                "state_dict": {},
                "version": 2,
                "args": argparse.Namespace(data_dir="/data/imagenet", lr=0.1),
            },
            {"model_name": "vit_base", "data_paths": ["/data/imagenet"], "learning_rate": "0.1"},
        ),
        (
            "DiT",
            {"model": {}, "ema": {}, "opt": STATE, "args": argparse.Namespace(epochs=2)},
            {"optimizer": "Adam (by exp_avg, exp_avg_sq)"},
        ),
        (
            "Whisper",
            {
                "dims": {
                    "n_mels": 80,
                    "n_audio_ctx": 1500,
                    "n_audio_layer": 4,
                    "n_vocab": 51865,
                    "n_text_layer": 4,
                },
                "model_state_dict": {},
            },
            {"vocabulary_size": 51865, "layer_count": 4},
        ),
        ("ColossalAI", [{"lr": 0.001, "params": [0]}], {"learning_rate": "0.001"}),
        ("Llama (Meta)", {"tok_embeddings.weight": 1, "layers.0.attention.wq.weight": 2}, {}),
        (
            "Latent diffusion",
            {"global_step": 470000, "state_dict": {"model.diffusion_model.time_embed.0.weight": 1}},
            {"training_step": 470000},
        ),
        (
            "Ultralytics YOLO",
            {
                "model": 1,
                "ema": 1,
                "updates": 12,
                "epoch": -1,
                "date": "2026-01-02",
                "train_args": {"data": "/data/coco.yaml", "lr0": 0.01},
            },
            {"dates": ["2026-01-02"], "data_paths": ["/data/coco.yaml"]},
        ),
        (
            "OLMo",
            {"global_step": 10, "global_train_tokens_seen": 40, "world_size": 8},
            {"tokens_seen": 40, "world_size": 8},
        ),
        (
            "torchtitan",
            {"model": {}, "train_state": {"step": 7, "ntokens_seen": 70}},
            {"training_step": 7, "tokens_seen": 70},
        ),
        (
            "PyTorch gradient scaler",
            {"scale": 1.0, "growth_factor": 2.0, "backoff_factor": 0.5},
            {},
        ),
        (
            "Accelerate",
            {"random_state": 1, "numpy_random_seed": 2, "step": 50},
            {"random_state": True, "training_step": 50},
        ),
        ("DeepSpeed universal checkpoint", {"param": 1, "cat_dim": 0}, {}),
        (
            "Megatron-LM distributed optimizer",
            {0: {("a", "b"): {"param": 1, "exp_avg": 2, "exp_avg_sq": 3}}},
            {"master_weights": True},
        ),
        (
            "DeepSpeed",
            {
                "module": {},
                "dp_world_size": 8,
                "mp_world_size": 2,
                "global_steps": 7,
                "args": {"optimizer": {"type": "Adam", "params": {"lr": 0.1}}},
            },
            {"world_size": 16, "training_step": 7, "optimizer": "Adam (by the settings)"},
        ),
        ("fairseq", {"model": {}, "optimizer_history": [{"num_updates": 5}]}, {"training_step": 5}),
    ],
)
def test_a_framework_is_told_by_its_keys(name, value, expected):
    facts = told(value)
    assert facts["framework"] == name
    assert {key: facts[key] for key in expected} == expected


@pytest.mark.parametrize("name", ["weights", "model", "state_dict"])
def test_bare_weights_are_of_no_framework(name):
    assert "framework" not in told(OrderedDict({name: 1, f"{name}.bias": 2}))


@pytest.mark.parametrize("one", all_frameworks(), ids=lambda one: one.name)
def test_no_card_takes_anything_for_its_own(one):
    for value in ({}, [], None, 1, {"epoch": 1}, {1: 2}, {"model": {"weight": 1}}):
        facts = told(value)
        assert facts.get("framework") != one.name


@pytest.mark.parametrize(
    ("file", "framework", "step"),
    [
        ("adamw.pt", "PyTorch optimizer state", 3),
        ("composer.pt", "Composer", 4800),
        ("fairseq.pt", "fairseq", 23000),
        ("rng_state.pth", "Hugging Face Trainer", None),
        ("scheduler.pt", "PyTorch learning-rate schedule", 1),
    ],
)
def test_genuine_files(file, framework, step):
    data = (UNIT / file).read_bytes()
    (found,) = Classifier(all_formats()).findings(reader(data), len(data))
    assert found.facts["framework"] == framework
    assert found.facts.get("training_step") == step


@pytest.mark.parametrize(
    ("state", "group", "expected"),
    [
        ({"exp_avg": 1}, {"betas": 1}, "Lion (by exp_avg)"),
        ({"state1": 1, "state2": 2, "qmap1": 3, "absmax1": 4}, {},
         "8-bit Adam (bitsandbytes) (by qmap1, state1, state2)"),
        ({"exp_avg_sq_row": 1, "exp_avg_sq_col": 1, "step": 1}, {},
         "Adafactor (transformers) (by exp_avg_sq_col, exp_avg_sq_row)"),
        ({}, {"momentum": 0, "dampening": 0, "nesterov": False},
         "SGD (by the names of its parameter groups)"),
        ({"momentum_buffer": 1}, {"momentum": 0.9, "ns_steps": 5}, "Muon (by momentum_buffer)"),
        ({"exp_avg": 1, "exp_avg_sq": 1}, {"betas": 1, "eps": 1, "decoupled_weight_decay": True},
         "AdamW (by exp_avg, exp_avg_sq)"),
    ],
)  # fmt: skip
def test_the_optimizer_is_told_by_its_state(state, group, expected):
    facts = told({"state": {0: state}, "param_groups": [group]})
    assert facts["optimizer"] == expected


def test_paths_as_objects_are_read():
    value = {"model_state_dict": {}, "epoch": 1, "args": {
        "save": PosixPath("/home/erin/run"), "old": PureWindowsPath("D:\\runs\\x")}}  # fmt: skip
    facts = told(value)
    assert facts["paths"] == ["/home/erin/run", "D:\\runs\\x"]
    assert facts["user_names"] == ["erin"]


@pytest.mark.parametrize("protocol", [2, 4])
def test_dates_as_objects_are_read(protocol):
    when = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC).replace(tzinfo=None)
    facts = told({"model_state_dict": {}, "epoch": 1, "args": {"when": when}}, protocol)
    assert facts["dates"] == ["2026-05-04T03:02:01"]
