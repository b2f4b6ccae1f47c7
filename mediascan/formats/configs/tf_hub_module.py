"""TensorFlow Hub marker of a module, `tfhub_module.pb`: the two bytes 08 03 and nothing else.

Protobuf, 1 format of the module: 3, a SavedModel. Two bytes prove little, so it is only suspected.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import Window

_ALL = b"\x08\x03"


def examine(window: Window) -> Finding | None:
    if window.size != len(_ALL) or not window.has(_ALL, 0):
        return None
    facts = Facts(framework="TensorFlow Hub", version="3")
    evidence = (window.evidence(0, len(_ALL), "format of the module"),)
    return Finding("tf_hub_module", Kind.CONFIG, Confidence.MAGIC, facts, evidence)


FORMAT = Format(
    id="tf_hub_module",
    title="TensorFlow Hub module marker",
    kind=Kind.CONFIG,
    reference="https://github.com/tensorflow/hub/blob/master/tensorflow_hub/module_def.proto",
    examine=examine,
    signatures=(Signature(_ALL),),
    suffixes=(".pb",),
    weak=True,
)
