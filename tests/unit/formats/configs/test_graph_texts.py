"""Graphs as text, of TensorFlow and of MediaPipe, and other texts with their words."""

import pytest

from mediascan.formats.configs import mediapipe_graph, tf_graph_text
from mediascan.model.finding import Confidence, FaultKind, Kind
from mediascan.reading.window import Window

MODEL = """saved_model_schema_version: 1
meta_graphs {
  meta_info_def { tags: "serve" tensorflow_version: "2.15.0" }
  graph_def {
    node { name: "k" op: "VarHandleOp" device: "/device:GPU:0" }
    node {
      name: "c"
      op: "Const"
      attr { key: "value" value { tensor { dtype: DT_HALF tensor_shape { dim { size: 7 } } } } }
    }
    library { function { node_def { name: "f" op: "ReadFile" } } }
  }
}
"""


def examine(module, text):
    return module.examine(Window.over(text.encode(), module.FORMAT.limits))


def test_a_saved_model_as_text_tells_what_its_graph_does():
    found = examine(tf_graph_text, MODEL)
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["producer"] == "TensorFlow 2.15.0"
    assert found.facts["node_count"] == 3
    assert found.facts["dangerous_calls"] == ["ReadFile: reads files; nodes: 1"]
    assert "parameter_count" not in found.facts  # its weights are in variables


def test_constants_are_weights_where_there_are_no_variables():
    found = examine(tf_graph_text, MODEL.replace("VarHandleOp", "Placeholder"))
    assert found.kind is Kind.CHECKPOINT
    assert found.facts["dtypes"] == {"float16": 7}


def test_a_cut_text_is_recognised():
    found = examine(tf_graph_text, MODEL[:-30])
    assert found.faults[0].kind in {FaultKind.TRUNCATED, FaultKind.MALFORMED}
    assert found.confidence is Confidence.PARSED


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (tf_graph_text, 'node {\n  op: "x" # a list of things\n'),
        (tf_graph_text, 'nodes:\n  op: "sum"\n'),
        (tf_graph_text, 'node_modules:\n  tensorflow_version: "2"\n'),
        (mediapipe_graph, "# calculator: a program that adds\n"),
        (mediapipe_graph, "node: 1\ncalculator: casio\n"),
        (mediapipe_graph, "node { calculator: 5 }\nother: 1\n"),
        (mediapipe_graph, 'node { calculator: "no name" }'),
    ],
)
def test_other_texts_are_no_graph(module, text):
    assert examine(module, text) is None
