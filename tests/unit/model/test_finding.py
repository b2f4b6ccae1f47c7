"""Findings as data: bounded, exact, valid JSON, whatever the file said."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Finding, Kind, as_data
from mediascan.model.limits import EVIDENCE_PIECES, LIST_LENGTH, MESSAGE_LENGTH, TEXT_LENGTH

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
)


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=5))
def test_any_fact_can_be_written_and_read_back_alike(facts):
    data = as_data(Finding("x", Kind.DATASET, Confidence.MAGIC, facts))
    packed = orjson.dumps(data)
    assert json.loads(packed) == data
    json.loads(packed, parse_float=pytest.fail, parse_constant=pytest.fail)


def test_large_numbers_become_text():
    facts = {"row_count": 1 << 53, "element_count": (1 << 53) - 1}
    data = as_data(Finding("x", Kind.DATASET, Confidence.MAGIC, facts))
    assert data["facts"] == {"row_count": "9007199254740992", "element_count": 9007199254740991}


def test_all_is_bounded():
    finding = Finding(
        "x",
        Kind.DATASET,
        Confidence.MAGIC,
        {"columns": ["c" * 9999] * 9999, "metadata": {str(n): "v" for n in range(9999)}},
        (Evidence(0, b"", ""),) * 99,
        (Fault(FaultKind.LIMIT, "m" * 9999),),
    )
    data = as_data(finding)
    assert len(data["facts"]["columns"]) == len(data["facts"]["metadata"]) == LIST_LENGTH
    assert len(data["facts"]["columns"][0]) == TEXT_LENGTH
    assert len(data["evidence"]) == EVIDENCE_PIECES
    assert len(data["faults"][0]["message"]) == MESSAGE_LENGTH
