"""A model of XGBoost as JSON: {"learner": {...}, "version": [3, 2, 0]}.

A model of more than 16 MiB is not parsed: its first and its last bytes must then be what XGBoost
writes there, for it sorts the keys.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.trees.xgboost import say_xgboost
from mediascan.reading.window import Window

_PARSED = 16 * MIB
_START = re.compile(
    rb'\s*\{\s*(?:"Config"\s*:|"learner"\s*:\s*\{|"version"\s*:\s*\[[\s\d,]{1,40}\])'
)
_BOOSTER = b'"gradient_booster"'
_NAMES = (b'"feature_names"', b'"attributes"', b'"learner_model_param"', _BOOSTER)
_END = re.compile(rb'"version"\s*:\s*\[\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\]\s*\}\s*\Z')
_OBJECTIVE = re.compile(rb'"objective"\s*:\s*\{\s*"name"\s*:\s*"([a-z0-9:_-]{1,64})"')
_TREES = re.compile(rb'"num_trees"\s*:\s*"(\d{1,9})"')
_FEATURES = re.compile(rb'"num_feature"\s*:\s*"(\d{1,9})"')


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 4096)
    if not _START.match(head) or not any(map(head.__contains__, _NAMES)):
        return None
    facts = Facts()
    evidence = (window.evidence(0, 64, "learner and its first keys"),)
    faults: tuple[Fault, ...] = ()
    sure = Confidence.CONSISTENT
    if window.size > _PARSED:
        if not _glance(window, facts):
            return None
        sure = Confidence.PARSED
    else:
        try:
            say_xgboost(facts, parse_object(window.read(0, window.size), lenient=True))
        except InputFault as bad:
            if not _glance(window, facts) and _BOOSTER not in window.upto(0, 1 << 16):
                return None
            faults = (fault_of(bad),)
            sure = Confidence.PARSED
    return Finding("xgboost_json", Kind.CHECKPOINT, sure, facts, evidence, faults)


def _glance(window: Window, facts: Facts) -> bool:
    """Take what the first and the last bytes say; whether they are those of a model."""
    facts["framework"] = "XGBoost"
    head = window.upto(0, MIB)
    tail = window.read(max(0, window.size - 65536), min(65536, window.size))
    end = _END.search(tail)
    if end:
        facts["version"] = ".".join(part.decode() for part in end.groups())
    if found := _OBJECTIVE.search(tail):
        facts["objective"] = found[1].decode()
    if found := _TREES.search(head):
        facts["tree_count"] = int(found[1])
    if found := _FEATURES.search(tail):
        facts["feature_count"] = int(found[1])
    return end is not None and _BOOSTER in head


FORMAT = Format(
    id="xgboost_json",
    title="XGBoost model (JSON)",
    kind=Kind.CHECKPOINT,
    reference="https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html",
    examine=examine,
    signatures=(Signature(b"{"),),
    suffixes=(".json",),
    words=(b'"learner"',),
    weak=True,
    limits=Limits(total=64 * MIB, seconds=20.0),
)
