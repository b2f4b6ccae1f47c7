"""A model of LightGBM: text. "tree", lines of key=value, an empty line, the trees, "end of trees".

`tree_sizes` tells the bytes of each tree, so where the trees end is known to the byte. Behind them
stand importances of features and the parameters of the run, among these paths of the data.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_START = re.compile(rb"tree\r?\nversion=v\d+\r?\n(?:[a-z_]+(?:=|\r?\n))")
_HEAD = 8 * MIB  # a model of a hundred thousand features has as much
_TAIL = 1 * MIB
_END = b"end of trees"
_PARAMETER = re.compile(rb"^\[([a-z_]{1,64}): ([^\r\n]{1,4096})\]\r?$", re.MULTILINE)
_TOLD = ("boosting", "num_iterations", "learning_rate", "num_leaves", "tree_learner", "linear_tree")


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 4096)
    if not _START.match(head):
        return None
    if b"\n\n" not in head:
        head = window.upto(0, _HEAD)
    header, blank, _ = head.partition(b"\n\n")
    pairs = dict(line.split(b"=", 1) for line in header.split(b"\n") if b"=" in line)
    facts = _facts(pairs)
    faults: list[Fault] = []
    sizes = [int(size) for size in pairs.get(b"tree_sizes", b"").split() if size.isdigit()]
    if sizes:
        facts["tree_count"] = len(sizes)
    if not blank:
        text = "the lines before the trees do not end"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    elif sizes:
        faults += _where_they_end(window, len(header) + len(blank) + sum(sizes), facts)
    _parameters(window, facts)
    sure = Confidence.PARSED if faults or not sizes else Confidence.CONSISTENT
    evidence = (window.evidence(0, 64, "first lines"),)
    return Finding("lightgbm_text", Kind.CHECKPOINT, sure, facts, evidence, tuple(faults))


def _facts(pairs: dict[bytes, bytes]) -> Facts:
    facts = Facts(framework="LightGBM")
    text = {key.decode("latin-1"): value.decode("utf-8", "replace") for key, value in pairs.items()}
    facts["version"] = text.get("version", "").strip()
    if objective := text.get("objective"):
        facts["objective"] = objective.strip()
    if (count := _number(text.get("num_class"))) is not None:
        facts["class_count"] = count
    if (last := _number(text.get("max_feature_idx"))) is not None:
        facts["feature_count"] = last + 1
    names = text.get("feature_names", "").split()
    if names:
        facts["columns"] = names[:LIST_LENGTH]
    return facts


def _where_they_end(window: Window, at: int, facts: Facts) -> list[Fault]:
    """What is wrong where the trees must end by their sizes."""
    if at > window.size:
        facts["missing_bytes"] = at - window.size
        return [Fault(FaultKind.TRUNCATED, f"{at - window.size} bytes of the trees are missing")]
    if not window.has(_END, at):
        return [Fault(FaultKind.MALFORMED, f"the trees do not end at byte {at}")]
    return []


def _parameters(window: Window, facts: Facts) -> None:
    """What the parameters of the run tell."""
    tail = window.read(max(0, window.size - _TAIL), min(_TAIL, window.size))
    start = tail.rfind(b"\nparameters:")
    found = dict(_PARAMETER.findall(tail[start:])) if start >= 0 else {}
    pairs = {key.decode(): value.decode("utf-8", "replace") for key, value in found.items()}
    traces = Traces()
    for key, value in pairs.items():
        traces.add(value, key)
    traces.say(facts)
    if told := {key: pairs[key] for key in _TOLD if key in pairs}:
        facts["metadata"] = told
    if data := [pairs[key] for key in ("data", "valid") if key in pairs]:
        facts["data_paths"] = list(dict.fromkeys([*facts.get("data_paths", []), *data]))
    if hosts := pairs.get("machines"):
        facts["host_names"] = [host.split(":")[0] for host in hosts.split(",")[:LIST_LENGTH]]


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


FORMAT = Format(
    id="lightgbm_text",
    title="LightGBM model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/microsoft/LightGBM/blob/master/src/boosting/gbdt_model_text.cpp",
    examine=examine,
    signatures=(Signature(b"tree\nversion=v"), Signature(b"tree\r\nversion=v")),
    suffixes=(".txt",),
    limits=Limits(read=_HEAD),
)
