"""docs/netron.toml: each module of Netron stands beside a format of ours, or has a reason."""

import tomllib
from pathlib import Path

import pytest

from docs.generate import beside_netron
from mediascan.formats.registry import all_formats
from mediascan.model.finding import Kind

NETRON = tomllib.loads((Path(__file__).parents[2] / "docs" / "netron.toml").read_text("utf-8"))
IDS = {one.id for one in all_formats()}
# source/view.js registers 69 modules; `nnc` is the one that takes what no other does
MODULES = """
acuity armnn barracuda bigdl caffe caffe2 catboost circle cntk coreml darknet dl4j dlc dnn dot espdl
espresso executorch flax flux gguf hailo hickle imgdnn jax kann keras kmodel lasagne lightgbm
litertlm mediapipe megengine message mindir mlir mlnet mnn mslite mxnet ncnn nnabla nnc nnef numpy
om onednn onnx openvino paddle pickle pytorch qnn rknn safetensors sentencepiece sklearn tengine
tensorrt tf tflite tnn torch tosa transformers tvm uff weka xgboost xmodel
"""


def test_every_module_of_netron_is_there_once():
    assert sorted([*NETRON["modules"], *NETRON["none"]]) == MODULES.split()
    assert len(MODULES.split()) == 69 + 1


@pytest.mark.parametrize("name", NETRON["modules"])
def test_a_module_is_beside_formats_that_exist(name):
    ours = NETRON["modules"][name]
    assert ours
    assert len(ours) == len(set(ours))
    assert set(ours) <= IDS


def test_a_module_without_a_format_has_its_reason():
    assert all(len(reason.split()) > 3 for reason in NETRON["none"].values())


def test_the_page_tells_each_of_our_models_either_beside_netron_or_behind():
    page = beside_netron()
    models = {one.id for one in all_formats() if one.kind in (Kind.CHECKPOINT, Kind.CONFIG)}
    assert {one for one in models if f"`{one}`" not in page} == set()
    assert "(`pytorch_zip`)" not in page
    assert "(`ggml`)" in page
