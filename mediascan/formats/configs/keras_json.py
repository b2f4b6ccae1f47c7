"""Keras model as JSON without its weights: `class_name` and `config`, in older ones a version.

`model.to_json()` writes it; `config.json` of an unpacked `.keras` archive is the same. A Lambda
layer in it is Python byte code.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.keras.description import add_description, add_training, is_model
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_LONGEST = 8 * MIB
_START = 4096  # bytes in which both keys of the outer object stand: they are its first


def examine(window: Window) -> Finding | None:
    start = window.upto(0, _START)
    if b'"class_name"' not in start or b'"config"' not in start or window.size > _LONGEST:
        return None
    model = parse_object(window.read(0, window.size), lenient=True)
    if not is_model(model):
        return None
    facts, traces = Facts(framework="Keras"), Traces()
    if isinstance(version := model.get("keras_version"), str):
        facts["producer"] = f"Keras {version}"
    if isinstance(back := model.get("backend"), str):
        facts["metadata"] = {"backend": back}
    add_description(facts, model, traces)
    add_training(facts, model.get("compile_config"))
    traces.say(facts)
    shown = (window.evidence(0, 64, "start of the description"),)
    return Finding("keras_json", Kind.CONFIG, Confidence.CONSISTENT, facts, shown)


FORMAT = Format(
    id="keras_json",
    title="Keras model description",
    kind=Kind.CONFIG,
    reference="https://keras.io/api/models/model_saving_apis/model_config_serialization/",
    examine=examine,
    signatures=tuple(Signature(start) for start in (b'{"', b"{\n", b"{\r", b"{ ")),
    suffixes=(".json",),
    words=(b'"class_name"',),
    weak=True,
)
