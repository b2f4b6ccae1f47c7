"""What is told of a TensorFlow Lite model, alone or as a part of a bundle."""

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.tensorflow.lite_model import LiteModel, Span, flex
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_DESCRIPTION = "TFLITE_METADATA"  # a flatbuffer of its own
_CONVERSION = "CONVERSION_METADATA"  # conversion_metadata.fbs: 0 environment{0 version}
_IDENTIFIER = b"M001"
_FIELDS = {0: "name", 1: "description", 2: "version", 4: "author", 5: "license"}
_SHORT = 64  # bytes of a buffer of metadata that is told as text


def lite_facts(window: Window, model: LiteModel, *, whole: bool) -> Facts:
    """Facts of `model`, which is all of `window`; sums only where it is whole."""
    facts = Facts(framework="TensorFlow Lite", version=str(model.version))
    model.tensors.say(facts, whole=whole)
    if model.quantised:
        facts["quantization"] = _quantisation(model)
    facts["node_count"] = model.operator_count
    facts["operators"] = _top({**model.operators, **model.custom})
    if model.custom:
        facts["custom_operators"] = sorted(model.custom)[:LIST_LENGTH]
        if flex(model.custom):
            facts["delegates"] = ["Flex (TensorFlow's own operators)"]
    if model.inputs:
        facts["inputs"] = model.inputs
    if model.outputs:
        facts["outputs"] = model.outputs
    _add_words(window, model, facts)
    return facts


def _add_words(window: Window, model: LiteModel, facts: Facts) -> None:
    """What the model says about itself in words."""
    notes = _notes(window, model)
    if release := notes.pop("TensorFlow", ""):
        facts["producer"] = f"TensorFlow {release}"
    if model.description:
        facts["comment"] = model.description
    if notes:
        facts["metadata"] = notes
    if name := notes.get("name"):
        facts["model_name"] = name
    traces = Traces()
    for key, text in {"description": model.description, **notes}.items():
        traces.add(text, key)
    traces.say(facts)


def _quantisation(model: LiteModel) -> str:
    """Types of the quantised tensors, and of how many each channel has its own scale."""
    told = []
    for dtype, (tensors, channels) in sorted(model.quantised.items()):
        own = f", {channels} of them per channel" if channels else ""
        told.append(f"{dtype}: {tensors} tensors{own}")
    return "; ".join(told)


def _notes(window: Window, model: LiteModel) -> dict[str, str]:
    """The model's own metadata, and what has no word of its own among the facts."""
    told: dict[str, str] = {}
    for name, span in model.metadata.items():
        told |= _metadata(window, name, span)
    if model.signatures:
        told["signatures"] = ", ".join(model.signatures)
    if len(model.subgraphs) > 1:
        told["subgraphs"] = ", ".join(model.subgraphs)
    if model.sparse:
        told["sparse tensors"] = str(model.sparse)
    if model.external:
        told["external buffers"] = "numbers lie outside of the model"
    return dict(list(told.items())[:LIST_LENGTH])


def _metadata(window: Window, name: str, span: Span) -> dict[str, str]:
    """One buffer of metadata: what it says as text, else how large it is."""
    size = {f"metadata {name}": f"{span.size} bytes"}
    if span.at + span.size > window.size:
        return size
    inner = window.cut(span.at, span.size)
    if name == _CONVERSION:
        return _converter(inner) or size
    if name == _DESCRIPTION and inner.has(_IDENTIFIER, 4):
        try:
            root = Buffer(inner).root()
            found = {key: root.text(slot, TEXT_LENGTH) for slot, key in _FIELDS.items()}
        except InputFault:
            return size
        return {key: text for key, text in found.items() if text}
    text = inner.upto(0, _SHORT).rstrip(b"\0").decode("ascii", "replace")
    if span.size <= _SHORT and text.isprintable() and "\ufffd" not in text and text:
        return {name: text}
    return size


def _converter(window: Window) -> dict[str, str]:
    """The version of TensorFlow that converted the model."""
    try:
        environment = Buffer(window).root().table(0)
        release = environment.text(0, TEXT_LENGTH) if environment else ""
    except InputFault:
        return {}
    return {"TensorFlow": release} if release else {}


def _top(operators: dict[str, int]) -> dict[str, int]:
    """The operators that are used most, in a stable order."""
    return dict(sorted(operators.items(), key=lambda item: (-item[1], item[0]))[:LIST_LENGTH])
