"""The core of a CatBoost model: a FlatBuffer with trees, features and what the trainer wrote down.

TModelCore {FormatVersion, ModelTrees, InfoMap, ModelPartIds}; TModelTrees {ApproxDimension,
TreeSplits, TreeSizes, ...}. InfoMap is pairs of texts, most of them JSON: parameters, paths,
classes, when training ended, which build it was.

Source: https://github.com/catboost/catboost/tree/master/catboost/libs/model/flatbuffers
"""

import re
from typing import Any

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.encodings.json import parse
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_VERSION, _TREES, _INFO, _PARTS = 0, 1, 2, 3
_DIMENSION, _SPLITS, _SIZES, _LEAVES = 0, 1, 2, 8
_FEATURES = {4: 2, 5: 4, 12: 2, 18: 2}  # slot of a list of features -> slot of their names
_TEXT = 1 << 20  # bytes kept of one value
_SHOWN = ("loss_function", "iterations", "learning_rate", "depth", "random_seed", "task_type")
_RELEASE = re.compile(r"CatBoost release (\d+(?:\.\d+)*)")


class Core:
    """What a core says. `read` fills it; what was read before a fault stays in it."""

    def __init__(self) -> None:
        self.facts = Facts(framework="CatBoost")
        self.format = ""
        self.parts: int = 0  # parts of the model behind the core
        self.traces = Traces()

    def read(self, window: Window) -> None:
        """Read all. Raises `InputFault` where it cannot go on."""
        root = Buffer(window).root()
        self.format = root.text(_VERSION, 64)
        self.parts = root.vector(_PARTS, 4)[1]
        trees = root.table(_TREES)
        if trees:
            self._trees(trees)
        for pair in root.tables(_INFO):
            self._pair(pair.text(0, 64), pair.text(1, _TEXT))
        self.traces.say(self.facts)

    def _trees(self, trees: Table) -> None:
        self.facts["tree_count"] = trees.vector(_SIZES, 4)[1]
        self.facts["parameter_count"] = trees.vector(_LEAVES, 8)[1]
        if (size := trees.number(_DIMENSION, "i")) > 1:
            self.facts["class_count"] = size
        names: list[str] = []
        count = 0
        for slot, name in _FEATURES.items():
            for feature in trees.tables(slot):
                count += 1
                if len(names) < LIST_LENGTH and (text := feature.text(name, 256)):
                    names.append(text)
        self.facts["feature_count"] = count
        if names:
            self.facts["columns"] = names

    def _pair(self, key: str, text: str) -> None:
        if key == "train_finish_time":
            self.facts["dates"] = [text[:64]]
        elif key == "model_guid":
            self.facts["uuid"] = text[:64]
        elif key == "catboost_version_info":
            release = _RELEASE.search(text)
            self.facts["producer"] = f"CatBoost {release[1]}" if release else "CatBoost"
            self.traces.add(text[:512], key)
        elif text.startswith("{"):
            try:
                self._told(key, parse(text.encode(), lenient=True))
            except InputFault:
                return

    def _told(self, key: str, told: Any) -> None:
        """Take what the JSON of one pair tells."""
        flat = dict(_leaves(told, 6))
        for name, value in flat.items():
            self.traces.add(value, name)
        if key == "params":
            some = {name: flat[name][:512] for name in _SHOWN if name in flat}
            match told:
                case {"loss_function": {"type": str(loss)}}:
                    self.facts["objective"] = loss
                    some.pop("loss_function", None)
            self.facts["metadata"] = some
        match told:
            case {"class_names": list(classes)} if key == "class_params" and classes:
                self.facts["class_count"] = len(classes)


def _leaves(value: Any, depth: int) -> list[tuple[str, str]]:
    """The texts and numbers in `value` by their own key, a bounded number of them."""
    found: list[tuple[str, str]] = []
    if not isinstance(value, dict) or not depth:
        return found
    for key, one in list(value.items())[:256]:
        if isinstance(one, dict):
            found += _leaves(one, depth - 1)
        elif isinstance(one, str | int | float):
            found.append((key, str(one)))
    return found
