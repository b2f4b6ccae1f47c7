"""What a row adds to the totals that keep an inspection from being CLEAR."""

import pytest

from mediascan.engine.content import CLASSES
from mediascan.model.row import Row
from mediascan.model.source import EntryKind
from mediascan.model.verdict import Outcome
from mediascan.report.summary import UNOPENED, Summary


def row(**more):
    blank = dict.fromkeys(Row._fields)
    numbers = {
        "size": 10,
        "read": 10,
        "mtime_ns": 0,
        "ctime_ns": 0,
        "unread": 0,
        "kind": EntryKind.FILE,
    }
    return Row(**{**blank, "path": b"x", **numbers, **more})


def summed(one, **data):
    summary = Summary()
    summary.add(one, data, Outcome.CLEAR)
    return summary


def finding(kind, confidence):
    return {"format": "any", "kind": kind, "confidence": confidence, "facts": {}}


@pytest.mark.parametrize("name", sorted(UNOPENED))
def test_what_may_hold_other_content_counts_as_not_opened(name):
    assert name in CLASSES
    found = summed(row(content=name)).totals()["unopened"]
    assert (found.count, found.bytes, found.examples) == (1, 10, ({"path": "x"},))


@pytest.mark.parametrize(
    ("kind", "confidence", "count"),
    [
        ("container", "CONSISTENT", 1),
        ("concealment", "CONSISTENT", 1),
        ("checkpoint", "MAGIC", 0),
        ("checkpoint", "PARSED", 0),
        ("dataset", "CONSISTENT", 0),
        ("encrypted", "PARSED", 0),
    ],
)
def test_only_a_finding_that_says_what_is_inside_opens_it(kind, confidence, count):
    found = summed(row(content="archive"), findings=[finding(kind, confidence)])
    assert found.totals()["unopened"].count == count


def test_a_container_behind_other_first_bytes_is_not_opened_either():
    found = summed(row(content="executable"), findings=[finding("container", "PARSED")])
    assert found.totals()["unopened"].count == 1


@pytest.mark.parametrize("name", ["text", "empty", "constant", "image"])
def test_plain_content_needs_no_opening(name):
    assert not any(total.count for total in summed(row(content=name)).totals().values())


def test_an_entry_of_no_known_kind_is_not_read():
    summary = summed(row(kind=EntryKind.UNKNOWN, content=None))
    assert summary.totals()["unread"].count == 1
    assert summary.coverage()["complete"] is False


@pytest.mark.parametrize("kind", [EntryKind.LINK, EntryKind.FOLDER])
def test_an_entry_with_a_fault_is_not_read(kind):
    fault = {"kind": "unreadable", "message": "no"}
    summary = summed(row(kind=kind, content=None), faults=[fault])
    assert summary.totals()["unread"].count == 1
    assert summary.coverage()["complete"] is False


def test_a_file_that_grew_lacks_no_bytes():
    coverage = summed(row(read=12, unread=1, content="text")).coverage()
    assert coverage["unreadableBytes"] == "0"
    assert coverage["unreadableFiles"] == 1


def test_what_was_not_read_is_not_called_unknown_too():
    totals = summed(row(read=0, unread=1, content="unknown")).totals()
    assert (totals["unread"].count, totals["unknown"].count) == (1, 0)
    assert summed(row(content="unknown")).coverage()["unknownFiles"] == 1
