"""A model of XGBoost before 3.1 in its own form: "binf", parameters, objective, booster, trees.

136 bytes of parameters (f32 base score, u32 features, i32 classes, i32 whether attributes follow,
i32 whether metrics follow, u32 x 2 version); u64 length and name of the objective, then of the
booster; 160 bytes (i32 trees, ...); each tree: 148 bytes (i32, i32 nodes, ...), 20 and 16 bytes a
node; i32 a tree; attributes and metrics. "bs64" has the same in base64.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.window import Cursor, Window

_PARAMETERS, _MODEL, _TREE, _NODE = 136, 160, 148, 36
_NAME = re.compile(r"[a-z][a-z0-9:_-]{1,40}", re.ASCII)
_BASE64 = re.compile(rb"bs64\t?[A-Za-z0-9+/]{60,}={0,2}\s*", re.ASCII)
_LONGEST = 1 << 20  # of a text


def examine(window: Window) -> Finding | None:
    facts = Facts(framework="XGBoost")
    if window.has(b"bs64", 0):
        if not _BASE64.fullmatch(window.upto(0, 4096).rstrip(b"\0")):
            return None
        evidence = (window.evidence(0, 64, "magic of the model in base64"),)
        return Finding("xgboost_binary", Kind.CHECKPOINT, Confidence.MAGIC, facts, evidence)
    cursor = window.cursor(4)
    sure = Confidence.MAGIC
    faults: list[Fault] = []
    try:
        more = _parameters(cursor, facts)
        sure = Confidence.PARSED
        _trees(cursor, facts)
        _rest(cursor, facts, more)
        if cursor.left:
            facts["trailing_bytes"] = cursor.left
            text = f"{cursor.left} bytes behind the model"
            faults.append(Fault(FaultKind.MALFORMED, text))
    except InputFault as bad:
        if sure is Confidence.MAGIC:
            return None
        faults.append(fault_of(bad))
    if not faults:
        sure = Confidence.CONSISTENT
    evidence = (window.evidence(0, 36, "magic, base score, features, classes, version"),)
    return Finding("xgboost_binary", Kind.CHECKPOINT, sure, facts, evidence, tuple(faults))


def _parameters(cursor: Cursor, facts: Facts) -> tuple[bool, bool]:
    """Whether attributes and whether metrics follow the trees."""
    start = cursor.at
    cursor.skip(4)
    features, classes = cursor.number("I"), cursor.number("i")
    more = cursor.number("i"), cursor.number("i")
    version = cursor.number("I"), cursor.number("I")
    if classes < 0 or not set(more) <= {0, 1} or max(version) > 1000:
        raise Malformed("parameters of a learner that are none")
    cursor.skip(start + _PARAMETERS - cursor.at)
    objective, booster = _text(cursor), _text(cursor)
    if not _NAME.fullmatch(objective) or not _NAME.fullmatch(booster):
        raise Malformed("a model without objective or booster")
    facts["version"] = f"{version[0]}.{version[1]}"
    facts["architecture"] = booster
    facts["objective"] = objective
    facts["feature_count"] = features
    if classes:
        facts["class_count"] = classes
    return bool(more[0]), bool(more[1])


def _trees(cursor: Cursor, facts: Facts) -> None:
    if facts.get("architecture") not in {"gbtree", "dart"}:
        raise Malformed(f"a booster {facts.get('architecture')!r:.40} is not walked")
    count = cursor.count("i")
    cursor.skip(_MODEL - 4)
    nodes = 0
    for _ in range(count):
        cursor.skip(4)
        here = cursor.number("i")
        if here <= 0:
            raise Malformed(f"a tree of {here} nodes")
        cursor.skip(_TREE - 8 + here * _NODE)
        nodes += here
    cursor.skip(4 * count)
    if facts["architecture"] == "dart" and count:
        cursor.skip(4 * cursor.count("Q"))
    facts["tree_count"] = count
    facts["node_count"] = nodes


def _rest(cursor: Cursor, facts: Facts, more: tuple[bool, bool]) -> None:
    if more[0]:
        pairs = [(_text(cursor), _text(cursor)) for _ in range(cursor.count("Q"))]
        facts["metadata"] = dict(pairs[:LIST_LENGTH])
    if more[1]:
        for _ in range(cursor.count("Q")):
            _text(cursor)


def _text(cursor: Cursor) -> str:
    length = cursor.number("Q")
    if length > min(_LONGEST, cursor.left):
        raise Malformed(f"a text of {length} bytes")
    return cursor.take(length).decode("utf-8", "backslashreplace")


FORMAT = Format(
    id="xgboost_binary",
    title="XGBoost model (binary)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/dmlc/xgboost/blob/release_2.1.0/src/learner.cc",
    examine=examine,
    signatures=(Signature(b"binf"), Signature(b"bs64")),
    suffixes=(".model",),
    weak=True,
)
