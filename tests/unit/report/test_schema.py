"""The schemas are valid, take what reports hold, and refuse what would break a reader."""

import copy
import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from mediascan.model.finding import Confidence, FaultKind, Kind
from tests.conformance.predicates import EXAMPLES, finding, hold, hostile, statement_of


def schema(name):
    return json.loads((files("mediascan.report.schema") / f"{name}.schema.json").read_bytes())


STATEMENT, ROW = schema("statement"), schema("manifest_row")
FULL_ROW = {
    "path": "a/\ufffd",
    "path_b64": "YS//",
    "type": "file",
    "size": "18446744073709551615",
    "mtime_ns": "-1",
    "ctime_ns": "0",
    "sha256": "0" * 64,
    "blake3": "f" * 64,
    "content": "model",
    "magic": "data",
    "findings": [finding("gguf", "checkpoint", "MAGIC", {}, faults=[("truncated", "short")])],
    "faults": [{"kind": "unreadable", "message": "[Errno 5]"}],
    "md5": "a" * 32,
    "sha1": "b" * 40,
    "segments": ["c" * 64, "d" * 64],
    "holes": [{"offset": "4096", "length": "512", "errno": 5}],
    "readable": {"sha256": "0" * 64},
    "salt": "00" * 16,
}


@pytest.mark.parametrize("one", [STATEMENT, ROW], ids=["statement", "row"])
def test_a_schema_is_valid_and_knows_every_word_of_the_model(one):
    Draft202012Validator.check_schema(one)
    assert set(one["$defs"]["kind"]["enum"]) == {str(kind) for kind in Kind}
    assert one["$defs"]["confidence"]["enum"] == [step.name for step in Confidence]
    assert set(one["$defs"]["faultKind"]["enum"]) == {str(kind) for kind in FaultKind}


@pytest.mark.parametrize("example", [name for name in EXAMPLES if name != "hostile"])
def test_an_example_is_a_valid_statement(example):
    statement = statement_of(EXAMPLES[example](), {"report.md": b"x", "instrument.pub.pem": b"y"})
    Draft202012Validator(STATEMENT).validate(statement)


def test_hostile_text_is_valid_where_text_is_free():
    Draft202012Validator(STATEMENT).validate(statement_of(hostile(), {"report.md": b"x"}))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("predicate", "coverage", "bytes"), 12),
        (("predicate", "coverage", "files"), 1.5),
        (("predicate", "coverage", "files"), -1),
        (("predicate", "times", "started"), "2026-11-24 03:21:48"),
        (("predicate", "verdict", "outcome"), "MAYBE"),
        (("predicate", "signer", "keyId"), "ABC"),
        (("predicate", "signer", "publicKey"), "../key"),
        (("predicate", "surprise"), 1),
        (("predicateType",), "https://example.org"),
        (("subject",), []),
    ],
)
def test_a_statement_with_a_wrong_field_is_refused(path, value):
    statement = copy.deepcopy(statement_of(hold(), {"report.md": b"x"}))
    place = statement
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert not Draft202012Validator(STATEMENT).is_valid(statement)


def test_a_full_row_and_a_bare_row_are_valid():
    Draft202012Validator(ROW).validate(FULL_ROW)
    Draft202012Validator(ROW).validate({"path": "", "type": "folder", "salt": "00" * 16})


@pytest.mark.parametrize(
    "change",
    [
        {"size": 1},
        {"type": "door"},
        {"salt": ""},
        {"sha256": "xyz"},
        {"mtime_ns": "1.5"},
        {"findings": [{"format": "x", "facts": {"ratio": 0.5}}]},
    ],
)
def test_a_row_with_a_wrong_field_is_refused(change):
    assert not Draft202012Validator(ROW).is_valid(FULL_ROW | change)


def test_a_row_with_holes_has_the_digests_of_the_rest():
    one = {key: value for key, value in FULL_ROW.items() if key != "readable"}
    assert not Draft202012Validator(ROW).is_valid(one)
