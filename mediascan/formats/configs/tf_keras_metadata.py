"""Keras's part of a SavedModel, `keras_metadata.pb`: the layers of the model as JSON.

Protobuf, 1 objects: 2 number, 3 path, 4 kind (`_tf_keras_layer`), 5 JSON, 6 version{1 producer}. It
tells architecture, optimizer and loss; a `Lambda` layer holds Python code.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB
from mediascan.reading.encodings.protobuf import LEN, VARINT, fields, message, payload
from mediascan.reading.tensorflow.layers import Layers
from mediascan.reading.tensorflow.nodes import text_of
from mediascan.reading.window import Window

_KIND = b"_tf_keras_"
_WIRES = {1: LEN, 2: VARINT, 3: LEN, 4: LEN, 5: LEN, 6: LEN}
_MOST = 1 << 16  # objects


@dataclass(slots=True)
class _Read:
    """What was read of the file."""

    layers: Layers = field(default_factory=Layers)
    objects: int = 0


def examine(window: Window) -> Finding | None:
    found = _Read()
    faults: list[Fault] = []
    try:
        for one in fields(window, _MOST):
            if one.number != 1 or one.wire != LEN:
                raise Malformed(f"field {one.number} among the objects")
            if one.missing:
                raise Truncated(f"at least {one.missing} bytes are missing")
            _object(message(window, one), found)
    except InputFault as stopped:
        if not found.objects:
            return None
        faults.append(fault_of(stopped, f"not read behind object {found.objects}: "))
    if not found.layers.count:
        return None
    facts = Facts(framework="Keras in TensorFlow")
    found.layers.say(facts)
    facts["metadata"] = {"objects": str(found.objects), "layers": found.layers.shown()}
    return Finding(
        "tf_keras_metadata",
        Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "first object"),),
        tuple(faults),
    )


def _object(window: Window, found: _Read) -> None:
    kind = ""
    for one in fields(window, 16):
        if _WIRES.get(one.number) != one.wire or one.missing:
            raise Malformed(f"field {one.number} in an object")
        if one.number == 4:
            kind = text_of(window, one)
        elif one.number == 5:
            found.layers.add(kind, payload(window, one, MIB))
    found.objects += 1


FORMAT = Format(
    id="tf_keras_metadata",
    title="Keras metadata of a SavedModel",
    kind=Kind.CONFIG,
    reference="https://github.com/keras-team/tf-keras/blob/master/tf_keras/protobuf/saved_metadata.proto",
    examine=examine,
    signatures=(Signature(b"\x0a"),),
    suffixes=(".pb",),
    words=(_KIND,),
    weak=True,
)
