"""The trees of an XGBoost model as text: "booster[0]:", then a line a node, its depth as tabs."""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.window import Window

_START = re.compile(rb"booster\[0\]:?\r?\n(?:0:(?:\[|leaf=)|bias:)")
_TREE = re.compile(rb"^booster\[(\d{1,9})\]", re.MULTILINE)
_NODE = re.compile(rb"^\t*\d+:", re.MULTILINE)
_SPLIT = re.compile(rb":\[([^\[\]<>=\r\n]{1,128})[<\]]")
_KEPT = 8 * MIB


def examine(window: Window) -> Finding | None:
    if not _START.match(window.upto(0, 64)):
        return None
    text = window.upto(0, _KEPT)
    tail = window.read(max(0, window.size - MIB), min(MIB, window.size))
    facts = Facts(framework="XGBoost")
    trees = [int(number) for number in _TREE.findall(text)]
    last = [int(number) for number in _TREE.findall(tail)] or trees
    facts["tree_count"] = last[-1] + 1
    names = list(dict.fromkeys(name for name in _SPLIT.findall(text)))
    facts["columns"] = [name.decode("utf-8", "backslashreplace") for name in names[:LIST_LENGTH]]
    sure = Confidence.PARSED
    if window.size <= _KEPT:
        facts["node_count"] = len(_NODE.findall(text))
        if trees == list(range(len(trees))) and text.endswith(b"\n"):
            sure = Confidence.CONSISTENT
    evidence = (window.evidence(0, 64, "first tree"),)
    return Finding("xgboost_text", Kind.CHECKPOINT, sure, facts, evidence)


FORMAT = Format(
    id="xgboost_text",
    title="XGBoost trees (text)",
    kind=Kind.CHECKPOINT,
    reference="https://xgboost.readthedocs.io/en/stable/python/python_api.html#xgboost.Booster.dump_model",
    examine=examine,
    signatures=(Signature(b"booster[0]"),),
    suffixes=(".txt",),
)
