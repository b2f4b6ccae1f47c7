"""MediaPipe task bundle, `.task`: a ZIP archive of TensorFlow Lite models with their metadata.

Bundles of tasks hold models by name (`face_detector.tflite`); those of language models have members
called `TF_LITE_PREFILL_DECODE`, `TOKENIZER_MODEL` and `METADATA`.
"""

import re
from dataclasses import dataclass, field

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.tensorflow.lite_model import IDENTIFIER, LiteModel
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import Member, head, members, read_directory, unpacked_data
from mediascan.reading.zips.layout import Layout, fills

_MODEL = re.compile(r"\.tflite$|(?:^|/)TF_LITE_[A-Z_]+$")
_MOST_MEMBERS = 256  # a bundle has a dozen
_FAULTS = 4


@dataclass(slots=True)
class _Models:
    """What the models in a bundle come to."""

    names: list[str] = field(default_factory=list)
    tensors: TensorTally = field(default_factory=TensorTally)
    custom: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def examine(window: Window) -> Finding | None:
    try:
        directory = read_directory(window)
    except Malformed:
        return None
    if directory is None or not 0 < directory.count <= _MOST_MEMBERS:
        return None
    if window.has(IDENTIFIER, 4):
        return None  # a model with files packed behind it
    layout, found = Layout(), _Models()
    every = list(members(window, directory))
    for member in every:
        layout.add(member)
        if _MODEL.search(member.name):
            _look(window, member, found)
    if not found.names:
        return None
    whole = fills(window, directory, layout) and not found.faults
    return Finding(
        "mediapipe_task",
        Kind.CHECKPOINT,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        _facts(found, every),
        (window.evidence(directory.offset, 64, "first directory entry"),),
        tuple(found.faults[:_FAULTS]),
    )


def _look(window: Window, member: Member, found: _Models) -> None:
    """Take one member, if it is a model."""
    try:
        if head(window, member, 8)[4:] != IDENTIFIER:
            return
        found.names.append(member.name)
        model = LiteModel(unpacked_data(window, member), found.tensors)
        model.read()
    except InputFault as bad:
        found.faults.append(fault_of(bad, f"{member.name:.80}: "))
        return
    found.custom |= model.custom.keys()


def _facts(found: _Models, every: list[Member]) -> Facts:
    facts = Facts(framework="MediaPipe")
    found.tensors.say(facts, whole=not found.faults)
    if found.custom:
        facts["custom_operators"] = sorted(found.custom)[:LIST_LENGTH]
    facts["member_count"] = len(every)
    facts["members"] = [one.name for one in every[:LIST_LENGTH]]
    facts["metadata"] = {"models": ", ".join(found.names)}
    return facts


FORMAT = Format(
    id="mediapipe_task",
    title="MediaPipe task bundle",
    kind=Kind.CHECKPOINT,
    reference="https://ai.google.dev/edge/mediapipe/solutions/tasks",
    examine=examine,
    refines="zip",
    suffixes=(".task",),
    limits=Limits(total=512 * MIB, seconds=30.0),
)
