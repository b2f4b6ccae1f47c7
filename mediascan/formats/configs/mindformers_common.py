"""How far a run of MindFormers is (common.json, beside its shards): five numbers.

{"epoch_num", "step_num", "global_step", "loss_scale", "global_batch_size"}, no key more.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window

_LARGEST = 4096
_START = re.compile(rb'\s*\{\s*"epoch_num"\s*:')
_KEYS = {"epoch_num", "step_num", "global_step", "loss_scale", "global_batch_size"}


def examine(window: Window) -> Finding | None:
    if window.size > _LARGEST or not _START.match(window.upto(0, 64)):
        return None
    try:
        found = parse_object(window.read(0, window.size), lenient=True)
    except InputFault:
        return None
    if found.keys() != _KEYS:
        return None
    facts = Facts(framework="MindFormers")
    metadata = {}
    for key, one in found.items():
        if key == "global_step" and type(one) is int and one >= 0:
            facts["training_step"] = one
        elif key == "epoch_num" and type(one) is int and one >= 0:
            facts["epoch"] = one
        elif isinstance(one, int | float):
            metadata[key] = f"{one:g}" if isinstance(one, float) else str(one)[:32]
        elif one is not None:
            return None
    if metadata:
        facts["metadata"] = metadata
    evidence = (window.evidence(0, 64, "first keys"),)
    return Finding("mindformers_common", Kind.CONFIG, Confidence.CONSISTENT, facts, evidence)


FORMAT = Format(
    id="mindformers_common",
    title="MindFormers training progress",
    kind=Kind.CONFIG,
    reference="https://github.com/mindspore-lab/mindformers/blob/master/mindformers/checkpoint/checkpoint.py",
    examine=examine,
    signatures=(Signature(b"{"),),
    suffixes=(".json",),
    words=(b'"global_batch_size"',),
    weak=True,
)
