"""Core ML model (.mlmodel): a protobuf Model, without a magic.

1 specificationVersion, 2 description, 10 isUpdatable, and one field from 200 on that holds the
model and says of which kind it is: 500 a neural network, 502 a program, 200 a pipeline.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.coreml.description import say_description
from mediascan.reading.coreml.program import network, program
from mediascan.reading.encodings.protobuf import LEN, VARINT, Field, fields, message
from mediascan.reading.window import Window

_VERSIONS = range(1, 13)
_VERSION, _DESCRIPTION, _UPDATABLE, _FIRST_KIND = 1, 2, 10, 200
_KINDS = {
    200: "pipeline classifier",
    201: "pipeline regressor",
    202: "pipeline",
    300: "linear regressor",
    301: "support vector regressor",
    302: "tree ensemble regressor",
    303: "neural network regressor",
    304: "Bayesian probit regressor",
    400: "linear classifier",
    401: "support vector classifier",
    402: "tree ensemble classifier",
    403: "neural network classifier",
    404: "nearest neighbours classifier",
    500: "neural network",
    501: "item similarity recommender",
    502: "program",
    555: "custom model",
    556: "linked model",
    560: "class confidence thresholding",
    600: "one-hot encoder",
    601: "imputer",
    602: "feature vectorizer",
    603: "dictionary vectorizer",
    604: "scaler",
    606: "categorical mapping",
    607: "normalizer",
    609: "array feature extractor",
    610: "non-maximum suppression",
    900: "identity",
    2000: "text classifier",
    2001: "word tagger",
    2002: "vision feature print",
    2003: "sound analysis",
    2004: "gazetteer",
    2005: "word embedding",
    2006: "audio feature print",
    3000: "serialized model",
}
_NETWORKS = {303, 403, 500}
_PROGRAM = 502
_WEIGHTS = b"@model_path/"  # by which a program names the file of its weights
_MOST = 64  # fields of a model
_WEIGHTS_SEEN = 1 << 16


@dataclass(slots=True)
class _Model:
    """The fields of the model."""

    version: int = 0
    description: Field | None = None
    body: Field | None = None
    order: list[int] = field(default_factory=list)


def examine(window: Window) -> Finding | None:
    model = _model(window)
    if model is None or model.description is None or model.body is None:
        return None
    kind = _KINDS[model.body.number]
    facts = Facts(version=str(model.version), architecture=kind)
    faults: list[Fault] = []
    try:
        say_description(facts, message(window, model.description))
        _say_body(facts, message(window, model.body), model.body.number)
    except InputFault as bad:
        faults.append(fault_of(bad))
    if model.body.missing:
        facts["missing_bytes"] = model.body.missing
        text = f"{model.body.missing} bytes of the {kind} are missing"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    links = [Link("external-data", "weights/weight.bin", 0, 1, from_name=False)]
    return Finding(
        "coreml_model",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (
            window.evidence(0, 16, "specification version and start of the description"),
            window.evidence(model.body.at - 4, 64, f"tag and start of the {kind}"),
        ),
        tuple(faults),
        tuple(links if _has_weights_elsewhere(window, model.body) else ()),
    )


def _model(window: Window) -> _Model | None:
    """The fields, which fill the file; None where they are not those of a model."""
    head = window.upto(0, 3)
    if len(head) < 3 or head[1] not in _VERSIONS or head[2] != 0x12:
        return None
    model = _Model()
    try:
        for one in fields(window, _MOST):
            if one.number == _VERSION and one.wire == VARINT:
                model.version = one.value
            elif one.number == _DESCRIPTION and one.wire == LEN and not model.description:
                if one.missing:
                    return None
                model.description = one
            elif one.number in _KINDS and one.wire == LEN and not model.body:
                model.body = one
            elif one.number != _UPDATABLE or one.wire != VARINT:
                return None
    except InputFault:
        return None
    return model


def _say_body(facts: Facts, window: Window, kind: int) -> None:
    if kind not in _NETWORKS and kind != _PROGRAM:
        return
    found = program(window) if kind == _PROGRAM else network(window)
    facts["node_count"] = found.count
    ranked = sorted(found.operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    if found.tally.count:
        found.tally.say(facts)


def _has_weights_elsewhere(window: Window, body: Field) -> bool:
    return body.number == _PROGRAM and _WEIGHTS in window.upto(body.at, _WEIGHTS_SEEN)


FORMAT = Format(
    id="coreml_model",
    title="Core ML model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/apple/coremltools/blob/main/mlmodel/format/Model.proto",
    examine=examine,
    signatures=tuple(Signature(bytes((8, version, 0x12))) for version in _VERSIONS),
    suffixes=(".mlmodel",),
    weak=True,
    limits=Limits(total=256 * MIB, depth=64, seconds=30.0),
)
