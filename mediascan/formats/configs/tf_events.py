"""TensorBoard event file: the log of a training run, TFRecord frames that each hold an Event.

The first one is a time and the text "brain.Event:2". See `reading/tensorflow/events`; TensorFlow,
PyTorch, Keras and the trainers of Hugging Face write it. It tells what was trained, when, how far
and how well.
"""

import re
from itertools import islice

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.tensorflow.events import VERSION, Events
from mediascan.reading.window import Window

_AT = 21  # of the version: behind a record's head and a time
_START = b"\x1a\x0d" + VERSION
_RATE = re.compile(r"(?:^|[/_.-])(?:learning_rate|lr)(?:$|[/_.-])", re.IGNORECASE)
_EPOCH = re.compile(r"(?:^|/)epoch$", re.IGNORECASE)
_TOKENS = re.compile(r"(?:^|/)(?:num_input_)?tokens?(?:_seen|_total)?$", re.IGNORECASE)


def examine(window: Window) -> Finding | None:
    if not window.has(_START, _AT):
        return None
    events = Events()
    stopped = events.read_log(window)
    faults = [fault_of(bad, f"the event at {at}: ") for at, bad in events.broken]
    if stopped:
        faults.append(fault_of(stopped, "the log was not read to its end: "))
    if not events.count:
        return None
    return Finding(
        "tf_events",
        Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        _facts(events),
        (window.evidence(0, 48, "first record: time and version of the file"),),
        tuple(faults),
    )


def _facts(events: Events) -> Facts:
    summaries = events.summaries
    facts = Facts(framework="TensorBoard", sample_count=events.count)
    if events.writer:
        facts["producer"] = events.writer
    facts["training_step"] = events.step
    _add_series(facts, events)
    if dates := events.dates():
        facts["dates"] = dates
    if architecture := summaries.settings.get("model_type"):
        facts["architecture"] = architecture
    if name := summaries.settings.get("_name_or_path") or summaries.settings.get("model_name"):
        facts["model_name"] = name
    if optimizer := summaries.settings.get("optim") or summaries.settings.get("optimizer"):
        facts["optimizer"] = f"{optimizer}, by the logged settings"
    if events.graph is not None:
        events.graph.say(facts)
    told = {tag: one.shown for tag, one in summaries.series.items()}
    told |= {f"text {tag}": text for tag, text in summaries.texts.items()}
    told |= {f"setting {key}": value for key, value in summaries.settings.items()}
    facts["metadata"] = dict(islice(told.items(), LIST_LENGTH))
    events.traces.say(facts)
    return facts


def _add_series(facts: Facts, events: Events) -> None:
    """What tags of trainers tell: learning rate, epoch, tokens."""
    for tag, one in events.summaries.series.items():
        if one.value is None:
            continue
        if _RATE.search(tag):
            facts["learning_rate"] = f"{one.value:.6g}"
        elif 0 <= one.value < 1e15:
            if _EPOCH.search(tag):
                facts["epoch"] = int(one.value)
            elif _TOKENS.search(tag):
                facts["tokens_seen"] = int(one.value)


FORMAT = Format(
    id="tf_events",
    title="TensorBoard event file (log of a training run)",
    kind=Kind.CONFIG,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto",
    examine=examine,
    signatures=(Signature(_START, at=_AT),),
    suffixes=(),
    limits=Limits(total=256 * MIB, depth=32, seconds=30.0),
)
