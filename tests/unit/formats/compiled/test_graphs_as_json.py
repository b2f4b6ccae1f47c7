"""What has the words of a graph and is none, and what is left of a graph that is cut off."""

import json
import struct

import pytest

from mediascan.engine.classify import Classifier
from mediascan.formats.compiled import espresso_weights, mil_text, snapml_dnn
from mediascan.formats.registry import all_formats
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES, reader

CLASSIFIER = Classifier(all_formats())


def found(data):
    return [one.format_id for one in CLASSIFIER.findings(reader(data), len(data))]


@pytest.mark.parametrize(
    "value",
    [
        {"MetaData": {"Name": "x"}, "Layers": []},  # Acuity's are by name
        {"MetaData": {}, "Layers": {"a": {"op": "input"}}},
        {"operator_codes": [1], "subgraphs": [{}]},
        {"oplists": ["a", "b"], "tensorName": "x"},
        {"layer_type": "vector", "layers": [{"layer_type": "raster"}], "inputIds": [1]},  # a map
        {"regions": [{"name": "eu-west-1"}], "version": {"_major": 1}},  # of a cloud
        {"format_version": "1.2", "layers": [{"name": "a", "type": "tile"}]},
        {"layer_shapes": {"conv": [1, 2, 3]}},
        {"net_params": {"version": 1}, "layers": [], "name": "x"},
        {"network_platform": "tcp", "nodes": [{"name": "a"}]},
        {"model.cpp": "x.cpp", "graph": None},
        {"engine_kind": "cpu", "fpmath_mode": "any", "graph": "none", "version": "3"},
        {"opType": "add", "irVersion": 3, "graph": {"node": [], "initializer": [1]}},
        {"confs": [{"name": "a"}], "networkInputs": ["x"]},
        [{"metadataOutputVersion": 3}],
        [],
    ],
    ids=lambda value: next(iter(value), "empty") if isinstance(value, dict) else "list",
)
def test_the_words_alone_are_no_graph(value):
    assert found(json.dumps(value).encode()) in ([], ["jsonl"])


@pytest.mark.parametrize(
    ("format_id", "name"),
    [
        ("qnn_net", "tiny.json"),
        ("tflite_json", "tiny.json"),
        ("acuity", "tiny.json"),
        ("hailo_hn", "tiny.hn"),
    ],
)
def test_a_graph_that_is_cut_off_is_still_told(format_id, name):
    data = (FORMAT_FIXTURES / format_id / name).read_bytes()
    (one,) = CLASSIFIER.findings(reader(data[:-40]), len(data) - 40)
    assert one.format_id == format_id
    assert one.confidence is Confidence.PARSED
    assert one.faults


def blobs(*sizes, keys=None, behind=0):
    pairs = zip(keys or range(len(sizes)), sizes, strict=True)
    table = b"".join(struct.pack("<QQ", key, size) for key, size in pairs)
    return struct.pack("<Q", len(sizes)) + table + bytes(sum(sizes) + behind)


def test_blobs_are_weights_only_where_they_fill_the_file():
    assert espresso_weights.examine(Window.over(blobs(8, 40))).facts["declared_bytes"] == 48
    for data in (blobs(8, 40, behind=1), blobs(8, 40)[:-1], blobs(4, 4, keys=[7, 7]), blobs(0)):
        assert espresso_weights.examine(Window.over(data)) is None
    assert espresso_weights.examine(Window.over(bytes(64))) is None


def test_a_program_without_what_built_it_is_none():
    assert mil_text.examine(Window.over(b"program(1.0)\n{ func main() }")) is None


def test_protobuf_with_layers_of_no_known_type_is_no_model():
    data = (FORMAT_FIXTURES / "snapml_dnn" / "tiny.dnn").read_bytes()
    assert snapml_dnn.examine(Window.over(data)) is not None
    other = data.replace(b"\x04conv", b"\x04abcd").replace(b"\x04relu", b"\x04efgh")
    assert snapml_dnn.examine(Window.over(other)) is None
