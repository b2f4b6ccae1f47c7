"""Models of trees: what the goldens do not show."""

import json

import pytest

from mediascan.formats.classical import lightgbm_text, xgboost_binary, xgboost_json
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

MODEL = (FORMAT_FIXTURES / "xgboost_json" / "tiny.json").read_bytes()


def test_a_large_model_is_told_by_its_first_and_last_bytes(monkeypatch):
    monkeypatch.setattr(xgboost_json, "_PARSED", 100)
    found = xgboost_json.examine(Window.over(MODEL))
    assert found.confidence is Confidence.PARSED
    assert found.facts["tree_count"] == 2
    assert found.facts["objective"] == "binary:logistic"
    assert found.facts["version"] == "3.2.0"


def test_a_model_that_was_written_anew_with_blanks_is_still_one():
    found = xgboost_json.examine(Window.over(json.dumps(json.loads(MODEL), indent=1).encode()))
    assert found.confidence is Confidence.CONSISTENT


@pytest.mark.parametrize(
    "data",
    [
        b'{"learner": {"name": "Ana", "attributes": {}}, "course": 5}',
        b'{"learner": 5, "attributes": 1}',
        b'{"attributes": 1, "learner": {}}',
    ],
)
def test_other_learners_are_none(data):
    assert xgboost_json.examine(Window.over(data)) is None


def test_a_cut_model_keeps_what_was_read():
    found = xgboost_json.examine(Window.over(MODEL[:1500]))
    assert found.facts["tree_count"] == 2
    assert found.faults


@pytest.mark.parametrize(
    "data", [b"binfo: a text\n" * 40, b"bs64 is a magic", b"binf" + bytes(999)]
)
def test_four_letters_are_too_few(data):
    assert xgboost_binary.examine(Window.over(data)) is None


def test_the_run_behind_the_trees_names_data_and_machines():
    model = (FORMAT_FIXTURES / "lightgbm_text" / "tiny.txt").read_bytes()
    model = model.replace(b"[machines: ]", b"[machines: node1:12400,node2:12400]")
    model = model.replace(b"[objective: binary]", b"[objective: binary]\n[data: /srv/train.csv]")
    found = lightgbm_text.examine(Window.over(model))
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["host_names"] == ["node1", "node2"]
    assert found.facts["data_paths"] == ["/srv/train.csv"]


def test_trees_that_do_not_end_by_their_sizes_are_told():
    model = (FORMAT_FIXTURES / "lightgbm_text" / "tiny.txt").read_bytes()
    found = lightgbm_text.examine(Window.over(model.replace(b"tree_sizes=353", b"tree_sizes=350")))
    assert found.confidence is Confidence.PARSED
    assert "do not end at byte" in found.faults[0].message
