"""What a Core ML model says of itself: inputs, outputs, author, licence, and who converted it.

ModelDescription: 1 input, 10 output, 100 metadata. FeatureDescription: 1 name. Metadata: 1 short
description, 2 version, 3 author, 4 licence, 100 what the converter added, as a map.

Source: apple/coremltools, mlmodel/format/Model.proto.
"""

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.protobuf import LEN, Field, fields, message, payload
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_INPUT, _OUTPUT, _METADATA, _USER = 1, 10, 100, 100
_WORDS = {1: "description", 2: "version", 3: "author", 4: "license"}
_MOST = 4096  # fields of one message


def say_description(facts: Facts, window: Window) -> None:
    """Tell in `facts` what the message in `window` says. Raises `Malformed` where it is none."""
    inputs: list[str] = []
    outputs: list[str] = []
    metadata: dict[str, str] = {}
    for one in fields(window, _MOST):
        if one.wire != LEN or one.missing:
            continue
        if one.number == _INPUT and len(inputs) < LIST_LENGTH:
            inputs.append(text_in(message(window, one), 1))
        elif one.number == _OUTPUT and len(outputs) < LIST_LENGTH:
            outputs.append(text_in(message(window, one), 1))
        elif one.number == _METADATA:
            _note_metadata(metadata, message(window, one))
    facts["inputs"], facts["outputs"] = inputs, outputs
    if metadata:
        facts["metadata"] = metadata
    version = metadata.get("com.github.apple.coremltools.version")
    if version:
        facts["producer"] = f"coremltools {version}"
    traces = Traces()
    for key, value in metadata.items():
        traces.add(value, key)
    traces.say(facts)


def _note_metadata(metadata: dict[str, str], window: Window) -> None:
    for one in fields(window, _MOST):
        if one.wire != LEN or one.missing:
            continue
        if one.number in _WORDS:
            metadata[_WORDS[one.number]] = text_of(window, one)
        elif one.number == _USER and len(metadata) < LIST_LENGTH:
            pair = message(window, one)
            metadata[text_in(pair, 1)] = text_in(pair, 2)


def text_in(window: Window, number: int) -> str:
    """The text in field `number` of the message in `window`; "" where there is none."""
    for one in fields(window, _MOST):
        if one.number == number and one.wire == LEN and not one.missing:
            return text_of(window, one)
    return ""


def text_of(window: Window, field: Field) -> str:
    return payload(window, field, TEXT_LENGTH).decode("utf-8", "backslashreplace")
