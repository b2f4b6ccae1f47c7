"""LiteRT-LM bundle: a language model for devices; "LITERTLM", a header, sections at 16 KiB steps.

Sections are TensorFlow Lite models (embedder, prefill and decode, vision), their weights, the
tokenizer and settings of the model. See `reading/tensorflow/litertlm_header`.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.protobuf import LEN, VARINT, fields, message
from mediascan.reading.tensorflow.lite_model import LiteModel
from mediascan.reading.tensorflow.litertlm_header import (
    LLM,
    MAGIC,
    MODEL,
    Header,
    Section,
    read_header,
)
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_MOST_MODELS = 32  # looked into
_TOKENS, _TYPE = 5, 6  # fields of LlmMetadata
_TYPES = {
    1: "generic",
    2: "Gemma 3n",
    3: "FunctionGemma",
    4: "Gemma 3",
    5: "Qwen 3",
    7: "Qwen 2.5",
    8: "Gemma 4",
    9: "FastVLM",
    11: "LFM2",
    12: "MiniCPM 5",
    13: "MiniCPM-V 4",
}


@dataclass(slots=True)
class _Parts:
    """What the sections come to."""

    tensors: TensorTally = field(default_factory=TensorTally)
    operators: dict[str, int] = field(default_factory=dict)
    custom: set[str] = field(default_factory=set)
    quantised: dict[str, int] = field(default_factory=dict)
    architecture: str = ""
    context: int = 0
    whole: bool = True
    faults: list[Fault] = field(default_factory=list)


def examine(window: Window) -> Finding | None:
    if not window.has(MAGIC, 0):
        return None
    header = read_header(window)
    parts = _Parts(faults=_placing(window, header))
    models = 0
    for section in header.sections:
        models += section.kind == MODEL
        if section.end <= window.size and models <= _MOST_MODELS:
            _look(window.cut(section.begin, section.end - section.begin), section, parts)
    facts = _facts(header, parts)
    end = max((one.end for one in header.sections), default=header.end)
    if end > window.size:
        facts["missing_bytes"] = end - window.size
    elif end < window.size:
        facts["trailing_bytes"] = window.size - end
        text = f"{window.size - end} bytes behind the last section"
        parts.faults.append(Fault(FaultKind.MALFORMED, text))
    return Finding(
        "litertlm",
        Kind.CHECKPOINT,
        Confidence.PARSED if parts.faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 32, "magic, version and end of the header"),),
        tuple(parts.faults),
    )


def _placing(window: Window, header: Header) -> list[Fault]:
    """Faults of sections that overlap or leave the file; the first of each."""
    faults: list[Fault] = []
    at = header.end
    for section in sorted(header.sections, key=lambda one: one.begin):
        if section.begin < at and not faults:
            text = f"a section at {section.begin} overlaps what ends at {at}"
            faults.append(Fault(FaultKind.MALFORMED, text))
        at = max(at, section.end)
    if at > window.size:
        text = f"{at - window.size} bytes of the sections are missing"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    return faults


def _look(window: Window, section: Section, parts: _Parts) -> None:
    try:
        if section.kind == MODEL:
            _add_model(window, parts)
        elif section.kind == LLM:
            _add_settings(window, parts)
    except InputFault as bad:
        parts.whole = False
        parts.faults.append(fault_of(bad, f"{section.shown}: "))


def _add_model(window: Window, parts: _Parts) -> None:
    model = LiteModel(window, parts.tensors)
    model.read()
    parts.custom |= model.custom.keys()
    for name, count in (model.operators | model.custom).items():
        parts.operators[name] = parts.operators.get(name, 0) + count
    for name, (tensors, _) in model.quantised.items():
        parts.quantised[name] = parts.quantised.get(name, 0) + tensors


def _add_settings(window: Window, parts: _Parts) -> None:
    """Kind of the model and longest context, from LlmMetadata."""
    for one in fields(window, 1 << 16):
        if (one.number, one.wire) == (_TOKENS, VARINT):
            parts.context = one.value
        elif (one.number, one.wire) == (_TYPE, LEN) and not one.missing:
            kind = next((part.number for part in fields(message(window, one), 4)), 0)
            parts.architecture = _TYPES.get(kind, f"type {kind}")


def _facts(header: Header, parts: _Parts) -> Facts:
    facts = Facts(framework="LiteRT-LM", version=header.version)
    if parts.architecture:
        facts["architecture"] = parts.architecture
    parts.tensors.say(facts, whole=parts.whole)
    facts["declared_bytes"] = sum(one.end - one.begin for one in header.sections)
    if parts.context:
        facts["context_length"] = parts.context
    if parts.quantised:
        told = sorted(parts.quantised.items())
        facts["quantization"] = "; ".join(f"{name}: {count} tensors" for name, count in told)
    top = sorted(parts.operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(top[:LIST_LENGTH])
    if parts.custom:
        facts["custom_operators"] = sorted(parts.custom)[:LIST_LENGTH]
    facts["member_count"] = len(header.sections)
    facts["members"] = [one.shown for one in header.sections[:LIST_LENGTH]]
    facts["metadata"] = header.notes
    traces = Traces()
    for key, text in header.notes.items():
        traces.add(text, key)
    traces.say(facts)
    return facts


FORMAT = Format(
    id="litertlm",
    title="LiteRT-LM bundle (language model for devices)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/google-ai-edge/LiteRT-LM/blob/main/schema/core/litertlm_header_schema.fbs",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".litertlm",),
    limits=Limits(total=512 * MIB, seconds=30.0),
)
