"""What a Keras description tells, and that no type in it is trusted."""

import base64
import marshal

import pytest

from mediascan.reading.keras.byte_code import reaching, texts_of
from mediascan.reading.keras.description import add_description, add_training, is_model
from mediascan.reading.traces import Traces


def told(model):
    facts = {}
    add_description(facts, model, Traces())
    return facts


def layer(name, **config):
    return {"class_name": name, "config": config}


def model_of(*layers, **config):
    return {"class_name": "Functional", "config": {"name": "m", "layers": list(layers), **config}}


def test_sizes_of_layers():
    facts = told(
        model_of(
            layer("Embedding", input_dim=32_000, output_dim=512),
            layer("MultiHeadAttention", num_heads=8, key_dim=64),
            layer("Dense", units=4),
            layer("Dense", units=4),
        )
    )
    assert (facts["vocabulary_size"], facts["hidden_size"], facts["head_count"]) == (32_000, 512, 8)
    assert facts["operators"] == {"Dense": 2, "Embedding": 1, "MultiHeadAttention": 1}
    assert facts["layer_count"] == 4


def test_a_sequential_of_keras_1():
    old = {"class_name": "Sequential", "config": [layer("Dense", batch_input_shape=[8])]}
    facts = told(old)
    assert is_model(old)
    assert facts["operators"] == {"Dense": 1}
    assert facts["inputs"] == ["input: [8]"]


def test_sizes_of_a_backbone():
    settings = {"vocabulary_size": 256_000, "num_layers": 18, "num_query_heads": 8}
    settings |= {"num_key_value_heads": 1, "hidden_dim": 2048, "intermediate_dim": 32_768}
    facts = told({"class_name": "GemmaBackbone", "config": settings})
    assert facts["architecture"] == "GemmaBackbone"
    assert (facts["layer_count"], facts["kv_head_count"]) == (18, 1)


def test_classes_from_elsewhere():
    own = {"module": "keras.layers", "class_name": "Dense", "config": {}, "registered_name": None}
    mine = {**own, "module": "lab.layers", "class_name": "Gate", "registered_name": "lab>Gate"}
    call = {"module": "os", "class_name": "function", "config": "system"}
    facts = told(model_of(own, mine, layer("X", activation=call)))
    assert facts["custom_operators"] == ["lab>Gate"]
    assert facts["imports"] == ["os.system", "lab.layers.Gate"]
    assert facts["dangerous_imports"] == ["os.system"]


def test_byte_code_is_read_not_run():
    code = compile("lambda t: open('/etc/passwd') and t", "/home/bob/model.py", "eval")
    texts = texts_of(base64.encodebytes(marshal.dumps(code.co_consts[0])).decode())
    assert {"open", "/home/bob/model.py", "/etc/passwd"} <= set(texts)
    assert reaching(texts) == ["open"]


@pytest.mark.parametrize("code", ["", "!", "A" * 17, "\udcff", "4wEA"])
def test_what_is_no_byte_code(code):
    assert texts_of(code) == []


@pytest.mark.parametrize(
    ("config", "optimizer", "rate"),
    [
        ({"optimizer": "adam"}, "adam, by its configuration", None),
        (
            {"optimizer": layer("Adam", learning_rate=0.001)},
            "Adam, by its configuration",
            "0.001",
        ),
        (
            {"optimizer_config": layer("SGD", learning_rate=layer("CosineDecay"))},
            "SGD, by its configuration",
            "CosineDecay",
        ),
        ({"optimizer": layer("Adam", learning_rate=10**400)}, "Adam, by its configuration", None),
        ({"optimizer": [1]}, None, None),
        ([], None, None),
    ],
)
def test_training(config, optimizer, rate):
    facts = {}
    add_training(facts, config)
    assert (facts.get("optimizer"), facts.get("learning_rate")) == (optimizer, rate)


@pytest.mark.parametrize("odd", [None, 1, 1.5, "x", [], {}, [[]], {"a": []}, True])
def test_no_type_is_trusted(odd):
    keys = ("class_name", "config", "layers", "module", "registered_name", "name", "function")
    for key in (*keys, "batch_shape", "input_dim", "vocabulary_size", "learning_rate"):
        inner = {"class_name": "Embedding", "config": {"name": "e"}, "module": "m", key: odd}
        told({"class_name": "M", "config": {"layers": [inner, {**inner, "config": {key: odd}}]}})
        told({"class_name": "M", key: odd})
        is_model({"class_name": "M", "config": {"name": "x"}, key: odd})
        add_training({}, {"optimizer": inner, "loss": odd})
