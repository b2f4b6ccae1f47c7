"""TensorFlow's text file `checkpoint`: which checkpoints a run has kept, and when they were made.

Lines `key: value`: model_checkpoint_path, the newest; all_model_checkpoint_paths and
all_model_checkpoint_timestamps, each repeated; last_preserved_timestamp.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.tensorflow.events import shown_time
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_START = b'model_checkpoint_path: "'
_LINE = re.compile(
    rb"(?:(?:all_)?model_checkpoint_paths?: \"[^\"\n]*\""
    rb"|(?:all_model_checkpoint_timestamps|last_preserved_timestamp): [0-9.e+]+)"
)
_STEP = re.compile(r"-(\d{1,15})$", re.ASCII)
_SECONDS = re.compile(r"\d{1,10}(?:\.\d*)?", re.ASCII)
_MOST = 100_000  # lines


def examine(window: Window) -> Finding | None:
    if not window.has(_START, 0):
        return None
    lines = window.upto(0, MIB).split(b"\n", _MOST)
    legal = [line.decode("utf-8", "backslashreplace") for line in lines if _LINE.fullmatch(line)]
    values = [line.split(": ", 1) for line in legal]
    named = [text.strip('"') for key, text in values if key.endswith(("path", "paths"))]
    paths = list(dict.fromkeys(named))
    if not paths:
        return None
    whole = window.size <= MIB and len(legal) == sum(map(bool, lines))
    return Finding(
        "tf_checkpoint_state",
        Kind.CONFIG,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        _facts(paths, [text for key, text in values if "timestamp" in key]),
        (window.evidence(0, 64, "path of the newest checkpoint"),),
    )


def _facts(paths: list[str], times: list[str]) -> Facts:
    facts = Facts(framework="TensorFlow", members=paths[:LIST_LENGTH], member_count=len(paths))
    steps = [int(found[1]) for path in paths if (found := _STEP.search(path))]
    if steps:
        facts["training_step"] = max(steps)
    if dates := sorted(float(one) for one in times if _SECONDS.fullmatch(one)):
        facts["dates"] = [shown_time(one) for one in dates[:LIST_LENGTH]]
    traces = Traces()
    for path in paths:
        traces.add(path, "checkpoint")
    traces.say(facts)
    return facts


FORMAT = Format(
    id="tf_checkpoint_state",
    title="TensorFlow list of checkpoints",
    kind=Kind.CONFIG,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/python/training/checkpoint_state.proto",
    examine=examine,
    signatures=(Signature(_START),),
    suffixes=(),
)
