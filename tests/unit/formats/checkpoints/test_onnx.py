"""Facts of ONNX models against the format's own library, over all models that its wheel has."""

from math import prod
from pathlib import Path
from random import Random

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from mediascan.engine.classify import Classifier
from mediascan.formats.checkpoints.onnx import FORMAT, examine
from mediascan.model.finding import Confidence, FaultKind, Link
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES, reader

FOLDER = FORMAT_FIXTURES / "onnx"
SAMPLE = 200
GENUINE = sorted(Path(onnx.__file__).parent.rglob("*.onnx"))
WHOLE = ["tiny.onnx", "external_data.onnx", "training.onnx", "subgraphs.onnx", "old_ir.onnx"]


def look(data):
    return examine(Window.over(data, FORMAT.limits))


def model(nodes, weights=(), **more):
    graph = helper.make_graph(nodes, "g", [], [], weights, **more)
    opsets = [helper.make_opsetid("", 21)]
    return helper.make_model(graph, ir_version=10, opset_imports=opsets)


def test_genuine_models_are_recognised():
    classifier = Classifier([FORMAT])
    assert len(GENUINE) > 100
    for path in Random(1).sample(GENUINE, min(SAMPLE, len(GENUINE))):
        data = path.read_bytes()
        (found,) = classifier.findings(reader(data), len(data))
        theirs = onnx.load_from_string(data)
        assert found.confidence is Confidence.CONSISTENT, path
        assert not found.faults, path
        weights = theirs.graph.initializer
        assert found.facts["tensor_count"] == len(weights), path
        assert found.facts["parameter_count"] == sum(prod(w.dims) for w in weights), path
        assert found.facts["version"] == str(theirs.ir_version)
        assert found.facts["opsets"] == {
            o.domain or "ai.onnx": o.version for o in theirs.opset_import
        }


@pytest.mark.parametrize("name", WHOLE)
def test_facts_are_those_of_the_official_reader(name):
    data = (FOLDER / name).read_bytes()
    found = look(data)
    theirs = onnx.load_from_string(data)
    producer = f"{theirs.producer_name} {theirs.producer_version}".strip()
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["producer"] == producer
    assert found.facts["model_name"] == theirs.graph.name
    named = {w.name: w for w in theirs.graph.initializer}
    for one in found.facts["tensors"]:
        if one["name"] in named:
            assert one["shape"] == list(named[one["name"]].dims)
            assert one["dtype"] == TensorProto.DataType.Name(named[one["name"]].data_type)


def test_files_with_the_weights_are_linked():
    found = look((FOLDER / "external_data.onnx").read_bytes())
    assert found.links == (Link("external-data", "tiny.onnx.data", 0, 1, from_name=False),)


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../w.data", "a/../../w", "..\\w", "C:\\w", "\\\\host\\w"]
)
def test_weights_outside_of_the_folder_are_said(path):
    weight = TensorProto(name="w", data_type=1, dims=[2], data_location=TensorProto.EXTERNAL)
    weight.external_data.add(key="location", value=path)
    found = look(model([helper.make_node("Relu", ["w"], ["y"])], [weight]).SerializeToString())
    assert "outside" in found.faults[0].message
    assert found.confidence is Confidence.PARSED


def test_data_that_does_not_fit_the_shape_is_said():
    weight = TensorProto(name="w", data_type=1, dims=[4, 4], raw_data=bytes(60))
    found = look(model([helper.make_node("Relu", ["w"], ["y"])], [weight]).SerializeToString())
    assert [f.message for f in found.faults] == ["tensor 'w': 60 bytes of data, not 64"]
    assert found.confidence is Confidence.PARSED


def test_sparse_weights_count_their_values():
    values = numpy_helper.from_array(np.ones(3, np.float32), "sparse")
    indices = numpy_helper.from_array(np.arange(3, dtype=np.int64))
    sparse = helper.make_sparse_tensor(values, indices, [1000])
    made = model([helper.make_node("Relu", ["sparse"], ["y"])], sparse_initializer=[sparse])
    found = look(made.SerializeToString())
    assert found.facts["parameter_count"] == 3


@pytest.mark.parametrize("packed", [True, False])
def test_weights_of_a_constant_count_as_a_list_and_sparse_too(packed):
    numbers = helper.make_node("Constant", [], ["a"], value_floats=[1.0] * 512)
    values = numpy_helper.from_array(np.ones(300, np.float32), "v")
    places = numpy_helper.from_array(np.arange(300, dtype=np.int64))
    sparse = helper.make_sparse_tensor(values, places, [1000])
    data = model(
        [numbers, helper.make_node("Constant", [], ["b"], sparse_value=sparse)]
    ).SerializeToString()
    if packed:  # as protobuf 3 writes a list of numbers
        whole = numbers.attribute[0]
        list_of_one = b"\x3d" + np.float32(1).tobytes()
        assert list_of_one * 512 in whole.SerializeToString()
        row = b"\x3a\x80\x10" + np.ones(512, np.float32).tobytes()
        attribute = whole.SerializeToString().replace(list_of_one * 512, row)
        node = b"\x12\x01a\x22\x08Constant\x2a" + _varint(len(attribute)) + attribute
        inside = b"\x0a" + _varint(len(node)) + node
        data = b"\x08\x08\x3a" + _varint(len(inside)) + inside + OPSET
    assert look(data).facts["parameter_count"] == (512 if packed else 812)


def _varint(number):
    return bytes([number & 0x7F | 0x80, number >> 7])


def test_a_type_of_a_later_version_is_told_and_does_not_hide_the_model():
    nodes = [helper.make_node("Relu", ["w"], ["y"])]
    later = TensorProto(name="w", dims=[4], raw_data=bytes(3))
    later.data_type = 40
    assert look(model(nodes, [later]).SerializeToString()).facts["dtypes"] == {"type 40": 4}
    later.data_type = 27
    assert look(model(nodes, [later]).SerializeToString()).facts["dtypes"] == {"FLOAT6E2M3": 4}
    later.data_type = 64
    assert look(model(nodes, [later]).SerializeToString()) is None


def test_a_producer_that_does_not_print_does_not_hide_a_whole_model():
    made = model([helper.make_node("Relu", ["w"], ["y"])] * 2)
    made.producer_name = "two\nlines"
    found = look(made.SerializeToString())
    assert found.facts["producer"] == "two\nlines"
    made.opset_import.clear()
    assert look(made.SerializeToString()) is None


@pytest.mark.parametrize("name", WHOLE)
def test_a_model_cut_in_its_graph_is_truncated(name):
    data = (FOLDER / name).read_bytes()
    graph_end = data.rindex(b"B\x04\x0a\x00\x10")  # the first opset stands behind the graph
    for end in range(graph_end):
        found = look(data[:end])
        if found is not None:  # too little of it is no proof
            assert [f.kind for f in found.faults] == [FaultKind.TRUNCATED], end


def test_a_cut_in_the_graph_tells_what_is_missing():
    whole = (FOLDER / "tiny.onnx").read_bytes()
    found = look(whole[:400])
    assert found.faults[0].kind is FaultKind.TRUNCATED
    assert found.facts["missing_bytes"] > 0
    assert "parameter_count" not in found.facts


NODE = b"\x0a\x03\x22\x01A"
OPSET = b"\x42\x02\x10\x15"


def graph(body):
    return b"\x08\x08\x3a" + bytes([len(body)]) + body


@pytest.mark.parametrize(
    "data",
    [
        b"\x08",
        b"\x08\x01",
        b"\x08\x03",  # tfhub_module.pb
        b"\x08\x01\x12\x04\x0a\x02\x08\x01",  # TensorFlow SavedModel
        b"\x08\x05\x12\x06\x0a\x04\x0a\x02ab\xa2\x12\x00",  # Core ML
        graph(NODE),  # one node, no opset
        graph(b"\x0a\x02\x22\x00") + OPSET,  # a node without an operator
        graph(b"\x0a\x04\x22\x02\xc3\xa9") + OPSET,  # an operator that is no name
        graph(b"") + OPSET,
        OPSET * 3,
        b"\x08\x08" + b"\x22\x00" * 65 + graph(NODE)[2:] + OPSET,  # the graph comes too late
    ],
)
def test_other_protobuf_is_not_mine(data):
    assert look(data) is None


def test_the_least_model_is_recognised():
    found = look(graph(NODE) + OPSET)
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["opsets"] == {"ai.onnx": 21}


@pytest.mark.parametrize(
    ("data", "kind", "confidence"),
    [
        (graph(NODE * 3), FaultKind.MALFORMED, Confidence.PARSED),  # no opset
        (graph(NODE * 3 + b"\x08\x01") + OPSET, FaultKind.MALFORMED, Confidence.MAGIC),
        (graph(NODE * 3 + b"\x0a\x09") + OPSET, FaultKind.MALFORMED, Confidence.MAGIC),
        (graph(NODE * 3) + OPSET + graph(NODE)[2:], FaultKind.MALFORMED, Confidence.PARSED),
        (graph(NODE * 3) + OPSET + b"\x72\x7f", FaultKind.TRUNCATED, Confidence.PARSED),
        (graph(NODE * 3) + b"\x42\x01\x08", FaultKind.MALFORMED, Confidence.PARSED),
    ],
)
def test_damage_is_said(data, kind, confidence):
    found = look(data)
    assert [f.kind for f in found.faults] == [kind]
    assert found.confidence is confidence


def test_graphs_in_graphs_without_end_hit_the_limit():
    body = b"\x22\x01A"
    for _ in range(40):
        for tag in (b"\x0a", b"\x32", b"\x22\x02If\x2a"):
            length = len(body)
            body = tag + bytes([length & 127 | 128, length >> 7]) + body
    body = NODE * 3 + b"\x0a" + bytes([len(body) & 127 | 128, len(body) >> 7]) + body
    data = b"\x08\x08\x3a" + bytes([len(body) & 127 | 128, len(body) >> 7]) + body
    assert [f.kind for f in look(data).faults] == [FaultKind.LIMIT]


def test_a_file_of_something_else_costs_one_read():
    reads = []

    def read_at(at, length):
        reads.append(length)
        return (b"\x08\x01\x12\x80\x80\x40" + bytes(length))[:length]

    assert examine(Window.onto(read_at, 1 << 40, FORMAT.limits)) is None
    assert len(reads) == 1
