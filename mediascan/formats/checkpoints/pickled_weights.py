"""Weights in a plain pickle: arrays of NumPy or JAX, or tensors of torch, under names of a network.

So Detectron2's model zoo, Flax and Haiku scripts, StyleGAN, Lasagne and nolearn keep them. Arrays
under other names may be data; lists of arrays count where a matrix and a vector of its width take
turns, as layers have them.
"""

import re

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.graph import places
from mediascan.reading.pickles.mappings import table_of
from mediascan.reading.pickles.paddle import is_paddle
from mediascan.reading.pickles.scalars import plain_text
from mediascan.reading.pickles.values import Skipped
from mediascan.reading.torch.plain_pickles import Opened, open_pickles, opened_facts, opened_finding
from mediascan.reading.torch.tensors import Tensor
from mediascan.reading.window import Window

_WEIGHT = re.compile(
    r"(?:^|[._/])(?:weights?|bias|biases|kernel|gamma|beta|scale|embeddings?|embedding_table|"
    r"running_(?:mean|var)|moving_(?:mean|variance)|lora_[abAB]|[wbWB]|[wW]eight_[a-z]+|w[qkvo])\d*$"
)
_DATA = re.compile(
    r"(?:^|[._/])(?:x|y|data|labels?|targets?|images?|inputs?|train|test|val)\b", re.IGNORECASE
)
_OTHERS = frozenset(  # packages with a format of their own
    {"sklearn", "lightgbm", "xgboost", "catboost", "mxnet", "megengine", "oneflow"}
)
_FRAMEWORKS = {
    "lasagne": "Lasagne",
    "nolearn": "nolearn",
    "haiku": "Haiku",
    "flax": "Flax",
    "jax": "JAX",
    "jaxlib": "JAX",
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "dnnlib": "StyleGAN",
    "torch_utils": "StyleGAN",
    "theano": "Theano",
    "torch": "PyTorch",
}
_SOURCES = ("build_module_src", "module_src")  # StyleGAN keeps the program text of its networks


def examine(window: Window) -> Finding | None:
    opened = open_pickles(window)
    if opened is None or not opened.found.tensor_count or isinstance(opened.root, int):
        return None
    facts = opened_facts(opened)
    packages = facts.get("packages", [])
    if not _OTHERS.isdisjoint(packages) or is_paddle(opened.root, window.check_time):
        return None
    if not _is_network(opened, packages):
        return None
    facts["framework"] = _framework(opened, packages)
    sources = _sources(opened)
    if sources:
        facts["code_members"] = sources
    return opened_finding("pickled_weights", Kind.CHECKPOINT, opened, facts)


def _is_network(opened: Opened, packages: list[str]) -> bool:
    sample = [(name, one) for name, one in opened.found.sample if _counts(one)]
    named = sum(_WEIGHT.search(name) is not None for name, _ in sample)
    if named and 2 * named >= len(sample):
        return True
    if any(_DATA.search(name) for name, _ in sample):
        return False
    layers = sum(map(_is_layer, sample[:-1], sample[1:]))
    known = not {"lasagne", "nolearn"}.isdisjoint(packages)
    return layers >= (1 if known else 2) and 3 * layers >= len(sample)


def _counts(tensor: Tensor) -> bool:
    """Whether it is of numbers with a fraction: others are indices, labels, masks."""
    return tensor.dtype.startswith(("float", "bfloat")) and tensor.shape != ()


def _is_layer(first: tuple[str, Tensor], second: tuple[str, Tensor]) -> bool:
    """A matrix and a vector of its width, or a kernel and a vector of its count of filters."""
    matrix, vector = first[1].shape, second[1].shape
    if len(vector) != 1:
        return False
    return (len(matrix) == 2 and matrix[1] == vector[0]) or (
        len(matrix) == 4 and vector[0] in (matrix[0], matrix[3])
    )


def _framework(opened: Opened, packages: list[str]) -> str:
    table = table_of(opened.root)
    if "__author__" in table or "matching_heuristics" in table:
        return "Detectron2"
    if "blobs" in table:
        return "Caffe2"
    return next((name for one, name in _FRAMEWORKS.items() if one in packages), "NumPy")


def _sources(opened: Opened) -> list[str]:
    """Networks whose program text stands in the file."""
    found = []
    for place in places(opened.root, opened.window.check_time):
        table = table_of(place.value)
        if any(isinstance(table.get(key), (str, Skipped)) for key in _SOURCES):
            name = plain_text(table.get("class_name")) or plain_text(table.get("name"))
            found.append(f"program text of {name or 'a network'}")
    return found[:LIST_LENGTH]


FORMAT = Format(
    id="pickled_weights",
    title="Weights in a plain pickle",
    kind=Kind.CHECKPOINT,
    reference="https://docs.python.org/3/library/pickle.html",
    examine=examine,
    suffixes=(".pkl", ".pickle"),
    refines="pickle",
    inside=frozenset({"numpy", "torch", "jax", "jaxlib", "cupy", "joblib"}),
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
