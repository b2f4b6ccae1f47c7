"""What Keras says of a model's layers: JSON beside each object of a SavedModel.

`class_name` and `config` of the layer; a `Lambda` holds marshalled Python code, which loading the
model would run.

Source: tensorflow/python/keras/saving/saved_model (layer_serialization.py, base_serialization.py)
"""

from typing import Any

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.json import parse

_KERAS = "_tf_keras_"
_ROOTS = frozenset({"_tf_keras_model", "_tf_keras_network", "_tf_keras_sequential"})
_MOST_CLASSES = 1024  # told apart
_PARSED = 4096  # objects whose JSON is parsed; the rest only count


class Layers:
    """The layers of one model."""

    def __init__(self) -> None:
        self.count = 0
        self.classes: dict[str, int] = {}  # class of a layer -> how many
        self.architecture = ""
        self.name = ""
        self.optimizer = ""
        self.lambdas: list[str] = []
        self.broken = 0

    def add(self, identifier: str, metadata: bytes) -> None:
        """Take one object: what kind of object Keras calls it, and its metadata."""
        if not identifier.startswith(_KERAS) or self.count >= _PARSED:
            return
        self.count += 1
        try:
            value = parse(metadata, lenient=True)
        except InputFault:
            self.broken += 1
            return
        if isinstance(value, dict):
            self._take(identifier, value)

    def _take(self, identifier: str, value: dict[str, Any]) -> None:
        kind, name = value.get("class_name"), value.get("name")
        kind = kind if isinstance(kind, str) else identifier.removeprefix(_KERAS)
        name = name if isinstance(name, str) else ""
        if kind == "Lambda" and len(self.lambdas) < LIST_LENGTH:
            self.lambdas.append(f"Lambda layer {name}")
        if identifier in _ROOTS and not self.architecture:
            self.architecture, self.name = kind, name
            self.optimizer = _optimizer(value)
        elif kind in self.classes or len(self.classes) < _MOST_CLASSES:
            self.classes[kind] = self.classes.get(kind, 0) + 1

    def say(self, facts: Facts) -> None:
        """Tell in `facts` what the layers are."""
        if self.architecture:
            facts["architecture"] = self.architecture
        if self.name:
            facts["model_name"] = self.name
        if self.optimizer:
            facts["optimizer"] = self.optimizer
        if self.lambdas:
            facts["code_members"] = self.lambdas

    def shown(self) -> str:
        """The classes of the layers and how many there are of each."""
        some = sorted(self.classes.items(), key=lambda item: (-item[1], item[0]))[:LIST_LENGTH]
        return ", ".join(f"{name} {uses}" for name, uses in some)


def _optimizer(value: dict[str, Any]) -> str:
    """The optimizer that the model was compiled with."""
    match value.get("training_config"):
        case {"optimizer_config": {"class_name": str(name)}}:
            return f"{name.rpartition('>')[2]}, by the training configuration"
    return ""
