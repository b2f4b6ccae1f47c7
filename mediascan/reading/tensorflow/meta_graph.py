"""MetaGraphDef: a graph with its signatures, its variables and who wrote it.

1 meta information (1 version, 4 tags, 5 TensorFlow's version, 6 its commit), 2 graph, 3 saver, 4
collections (a map), 5 signatures (a map), 6 files with assets (2 name), 7 object graph.

Source: tensorflow/core/protobuf/meta_graph.proto, saver.proto
"""

from contextlib import suppress

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.protobuf import LEN, VARINT, Field, fields, message
from mediascan.reading.tensorflow.graph import Graph, shown
from mediascan.reading.tensorflow.nodes import pair_of, text_of
from mediascan.reading.tensorflow.objects import Objects
from mediascan.reading.tensorflow.types import read_shape
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

INFORMATION, GRAPH, _SAVER, _COLLECTION, _SIGNATURE, _ASSET, _OBJECTS = range(1, 8)
_TAG, _RELEASE, _COMMIT, _LAST_OF_INFORMATION = 4, 5, 6, 8
_SAVER_VERSION, _LAST_OF_SAVER = 7, 7
_FILENAME = 2
_MOST = 1 << 20


class MetaGraph:
    """What one MetaGraphDef holds."""

    def __init__(self, traces: Traces) -> None:
        self.tags: list[str] = []
        self.release = ""
        self.commit = ""
        self.graph = Graph(traces)
        self.objects = Objects()
        self.signatures: dict[str, str] = {}  # name -> method
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.collections: list[str] = []
        self.assets: list[str] = []
        self.saver = 0  # version of the checkpoints that it writes
        self._traces = traces

    def salvage(self, window: Window, one: Field) -> None:
        """Take what is there of the field `one`, whose end the file lacks."""
        if one.wire != LEN:
            return
        inner = message(window, one)
        with suppress(InputFault):
            if one.number == GRAPH:
                for part in fields(inner, _MOST):
                    (self.graph.salvage if part.missing else self.graph.take)(inner, part)
            elif one.number == _OBJECTS:
                self.objects.read(inner)

    def take(self, window: Window, one: Field) -> None:
        """Take one field. Raises `Malformed` for one that such a message does not have."""
        if not INFORMATION <= one.number <= _OBJECTS or one.wire != LEN or one.missing:
            raise Malformed(f"field {one.number} in a meta graph")
        inner = message(window, one)
        if one.number == INFORMATION:
            self._information(inner)
        elif one.number == GRAPH:
            self.graph.read(inner)
        elif one.number == _SAVER:
            self._saver(inner)
        elif one.number == _COLLECTION:
            self._collection(inner)
        elif one.number == _SIGNATURE:
            self._signature(inner)
        elif one.number == _ASSET:
            self._asset(inner)
        else:
            self.objects.read(inner)

    def _information(self, window: Window) -> None:
        for one in fields(window, _MOST):
            if one.number > _LAST_OF_INFORMATION or one.missing:
                raise Malformed(f"field {one.number} in meta information")
            if one.number == _TAG and len(self.tags) < LIST_LENGTH:
                self.tags.append(text_of(window, one))
            elif one.number == _RELEASE:
                self.release = text_of(window, one)
            elif one.number == _COMMIT:
                self.commit = text_of(window, one)

    def _saver(self, window: Window) -> None:
        for one in fields(window, 32):
            if one.number > _LAST_OF_SAVER or one.missing:
                raise Malformed(f"field {one.number} in a saver")
            if (one.number, one.wire) == (_SAVER_VERSION, VARINT):
                self.saver = one.value

    def _collection(self, window: Window) -> None:
        key, _ = pair_of(window)
        if len(self.collections) < LIST_LENGTH:
            self.collections.append(key)

    def _signature(self, window: Window) -> None:
        key, value = pair_of(window)
        if value is None or value.wire != LEN:
            return
        inner = message(window, value)
        method = ""
        for one in fields(inner, _MOST):
            if one.number > 4 or one.wire != LEN or one.missing:
                raise Malformed(f"field {one.number} in a signature")
            if one.number in (1, 2):
                places = self.inputs if one.number == 1 else self.outputs
                if len(places) < LIST_LENGTH:
                    places.append(f"{key}: {_tensor(message(inner, one))}")
            elif one.number == 3:
                method = text_of(inner, one)
        if len(self.signatures) < LIST_LENGTH:
            self.signatures[key] = method

    def _asset(self, window: Window) -> None:
        for one in fields(window, 8):
            if (one.number, one.wire) == (_FILENAME, LEN) and not one.missing:
                name = text_of(window, one)
                self._traces.add(name, "asset")
                if len(self.assets) < LIST_LENGTH:
                    self.assets.append(name)

    def say(self, facts: Facts, *, whole: bool) -> None:
        """Tell in `facts` what was read; sums only where the `whole` file was."""
        variables = self.objects.tensors()
        if not variables.count:
            variables = self.graph.variables
        (variables if variables.count else self.graph.constants).say(facts, whole=whole)
        self.objects.layers.say(facts)
        self.graph.say(facts)
        inputs = self.inputs or self.graph.inputs
        if inputs:
            facts["inputs"] = inputs
        if self.outputs:
            facts["outputs"] = self.outputs

    def notes(self) -> dict[str, str]:
        """What has no word of its own among the facts."""
        signatures = [
            f"{key} ({method})" if method else key for key, method in self.signatures.items()
        ]
        constants = self.graph.constants.parameters
        told = {
            "tags": ", ".join(self.tags),
            "commit": self.commit,
            "signatures": ", ".join(signatures),
            "layers": self.objects.layers.shown(),
            "registered classes": ", ".join(self.objects.registered),
            "functions": str(self.graph.function_count or ""),
            "trainable parameters": str(self.objects.trainable or ""),
            "numbers in constants": str(constants or ""),
            "devices": ", ".join(self.graph.devices),
            "collections": ", ".join(self.collections),
            "assets": ", ".join(self.assets),
            "saver writes": f"checkpoints V{self.saver}" if self.saver else "",
        }
        return {key: value for key, value in told.items() if value}


def _tensor(window: Window) -> str:
    """An entry of a map of TensorInfo in words."""
    key, value = pair_of(window)
    if value is None or value.wire != LEN:
        return key
    dtype = 0
    shape: list[int] | None = None
    inner = message(window, value)
    for one in fields(inner, 16):
        if (one.number, one.wire) == (2, VARINT):
            dtype = one.value
        elif (one.number, one.wire) == (3, LEN) and not one.missing:
            shape = read_shape(message(inner, one))
    return shown(key, dtype, shape)
