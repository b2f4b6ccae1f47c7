"""trainer_state.json of the Hugging Face Trainer: how far a training run is. A JSON object.

`log_history` has an entry every few steps, with the loss and the learning rate at that point.
"""

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, number, plain, text, whole
from mediascan.reading.window import Window

_WORDS = (b'"log_history"', b'"is_world_process_zero"', b'"best_model_checkpoint"')
_TAIL = 65_536  # bytes of a long file in which its last entries stand
_LOSS = re.compile(rb'"loss": ?(-?[0-9.e+-]{1,32})')
_RATE = re.compile(rb'"learning_rate": ?(-?[0-9.e+-]{1,32})')


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    if "global_step" not in values or not ("log_history" in values or "max_steps" in values):
        return None
    facts = Facts(framework="Hugging Face Trainer")
    _add_progress(values, facts)
    entries = items(values, "log_history")
    if settings.faults:
        _add_tail(window, facts)
    _add_last(entries, facts)
    more = plain(values, ("global_step", "max_steps", "num_input_tokens_seen", "total_flos"))
    more["log entries"] = str(len(entries))
    facts["metadata"] = more
    if best := text(values, "best_model_checkpoint"):
        facts["paths"] = [best]  # a folder of the run, mostly relative
    return describe("hf_trainer_state", window, settings, facts, _WORDS)


def _add_progress(values: Mapping[str, Any], facts: Facts) -> None:
    if (step := whole(values, "global_step")) is not None:
        facts["training_step"] = step
    if (most := whole(values, "max_steps")) is not None:
        facts["max_steps"] = most
    epoch = values.get("epoch")
    if isinstance(epoch, (int, float)) and 0 <= epoch < 1 << 53:
        facts["epoch"] = int(epoch)
    if tokens := whole(values, "num_input_tokens_seen"):
        facts["tokens_seen"] = tokens
    if spent := number(values, "total_flos"):
        facts["total_flops"] = spent
    if (batch := whole(values, "train_batch_size")) is not None:
        facts["micro_batch_size"] = batch


def _add_last(entries: list[Any], facts: Facts) -> None:
    """Loss and learning rate, where they were logged last."""
    for entry in islice(reversed(entries), 1000):
        if not isinstance(entry, dict):
            continue
        if loss := number(entry, "loss", "train_loss"):
            facts.setdefault("loss", loss)
        if rate := number(entry, "learning_rate"):
            facts.setdefault("learning_rate", rate)


def _add_tail(window: Window, facts: Facts) -> None:
    """The same, out of the end of a file that was not read whole."""
    tail = window.read(-min(window.size, _TAIL), min(window.size, _TAIL))
    if found := _LOSS.findall(tail):
        facts["loss"] = found[-1].decode("ascii")
    if found := _RATE.findall(tail):
        facts["learning_rate"] = found[-1].decode("ascii")


FORMAT = Format(
    id="hf_trainer_state",
    title="State of a Hugging Face training run",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/transformers/main_classes/callback",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
