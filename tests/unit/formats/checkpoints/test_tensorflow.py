"""TensorFlow's checkpoints, graphs and models, damaged and beside what looks like them."""

import json

import pytest

from mediascan.formats.checkpoints import (
    tf_checkpoint_v2,
    tf_graph_def,
    tf_meta_graph,
    tf_saved_model,
    tfjs,
)
from mediascan.model.finding import Confidence, FaultKind, Kind
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

INDEX = (FORMAT_FIXTURES / "tf_checkpoint_v2" / "tiny.index").read_bytes()
GRAPH = (FORMAT_FIXTURES / "tf_graph_def" / "tiny.pb").read_bytes()
META = (FORMAT_FIXTURES / "tf_meta_graph" / "tiny.meta").read_bytes()
MODEL = (FORMAT_FIXTURES / "tf_saved_model" / "tiny.pb").read_bytes()


def examine(module, data):
    return module.examine(Window.over(data, module.FORMAT.limits))


def test_a_damaged_index_stays_a_checkpoint_without_sums():
    damaged = INDEX[:100] + bytes([INDEX[100] ^ 1]) + INDEX[101:]
    found = examine(tf_checkpoint_v2, damaged)
    assert found.confidence is Confidence.PARSED
    assert "checksum" in found.faults[0].message
    assert "parameter_count" not in found.facts
    assert found.facts["shard_count"] == 2


def test_an_index_names_each_shard():
    links = examine(tf_checkpoint_v2, INDEX).links
    assert [one.key for one in links] == ["data-00000-of-00002", "data-00001-of-00002"]


@pytest.mark.parametrize(
    ("module", "whole"),
    [(tf_graph_def, GRAPH), (tf_meta_graph, META), (tf_saved_model, MODEL)],
)
def test_a_cut_file_is_recognised_without_sums(module, whole):
    found = examine(module, whole[: len(whole) * 4 // 5 + 3])
    assert found.confidence is Confidence.PARSED
    assert found.faults[0].kind is FaultKind.TRUNCATED
    assert "parameter_count" not in found.facts
    assert found.facts["node_count"] >= 3


@pytest.mark.parametrize("module", [tf_graph_def, tf_meta_graph, tf_saved_model])
@pytest.mark.parametrize(
    "data",
    [
        bytes.fromhex("0a0f0a0d0a0474657874120512030a0161"),  # tf.train.Example
        bytes.fromhex("0a0a0a053c756e6b3e15000000001802") * 9,  # SentencePiece
        bytes.fromhex("08011204746573743a00"),  # a version and a text
        b"\n\n\n\n\n\n\n\n" * 9,
        b"\x08\x01\x12\x02\x0a\x00",
    ],
)
def test_other_protobuf_is_no_graph(module, data):
    assert examine(module, data) is None


@pytest.mark.parametrize(
    ("module", "other"),
    [(tf_graph_def, META), (tf_meta_graph, GRAPH), (tf_saved_model, META), (tf_graph_def, MODEL)],
)
def test_none_is_taken_for_another(module, other):
    assert examine(module, other) is None


def test_a_graph_that_ends_behind_a_node_may_lack_more():
    versions = GRAPH.index(b"\x12\x00\x22")
    found = examine(tf_graph_def, GRAPH[:versions])
    assert found.confidence is Confidence.PARSED
    assert "parameter_count" not in found.facts


def test_a_variable_of_no_type_hides_no_model():
    variable = bytes.fromhex("08011208120208041202080318013206") + b"kernel"
    damaged = b"\x08\x60" + variable[2:]
    assert MODEL.count(variable) == 1
    found = examine(tf_saved_model, MODEL.replace(variable, damaged))
    assert found.confidence is Confidence.PARSED
    assert "type 96" in found.faults[0].message


def test_a_graph_without_weights_is_no_checkpoint():
    node = GRAPH[: 2 + GRAPH[1]]
    assert examine(tf_graph_def, node * 3).kind is Kind.CONFIG
    assert examine(tf_graph_def, GRAPH).kind is Kind.CHECKPOINT


WEIGHT = {"name": "dense/kernel", "shape": [4, 6], "dtype": "float32"}
LAYERS = {
    "format": "layers-model",
    "generatedBy": "keras v2.15.0",
    "modelTopology": {
        "model_config": {"class_name": "Sequential", "config": {"name": "small"}},
    },
    "trainingConfig": {"optimizer_config": {"class_name": "Adam"}},
    "weightsManifest": [
        {"paths": ["a-shard1of2.bin", "a-shard2of2.bin"], "weights": [WEIGHT, WEIGHT]},
    ],
}


def test_a_model_of_layers_names_its_class_and_its_files():
    found = examine(tfjs, json.dumps(LAYERS).encode())
    assert found.facts["architecture"] == "Sequential"
    assert found.facts["model_name"] == "small"
    assert found.facts["optimizer"].startswith("Adam")
    assert found.facts["parameter_count"] == 48
    assert [(one.key, one.index, one.count) for one in found.links] == [
        ("a-shard1of2.bin", 0, 2),
        ("a-shard2of2.bin", 1, 2),
    ]


@pytest.mark.parametrize(
    "weight",
    [None, 1, {}, {**WEIGHT, "shape": [-1]}, {**WEIGHT, "shape": [1.5]}, {**WEIGHT, "dtype": 7}],
)
def test_a_weight_that_is_none_is_counted_as_such(weight):
    model = {**LAYERS, "weightsManifest": [{"paths": [], "weights": [WEIGHT, weight]}]}
    found = examine(tfjs, json.dumps(model).encode())
    assert found.faults[0].message.startswith("1 weight")
    assert found.facts["parameter_count"] == 24


def test_a_list_of_weights_may_be_a_file_of_its_own():
    found = examine(tfjs, json.dumps(LAYERS["weightsManifest"]).encode())
    assert found.facts["parameter_count"] == 48
    assert examine(tfjs, b'[{"paths": "weights", "weights": "dtype", "dtype": 1}]') is None


def test_a_list_of_weights_of_another_kind_is_no_model():
    assert examine(tfjs, b'{"weightsManifest": 3}') is None
