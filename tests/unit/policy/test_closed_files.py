"""A finding must never make the verdict better: what is closed is not clear."""

import pytest

from mediascan.engine.classify import Classifier
from mediascan.engine.content import CLASSES, content_class
from mediascan.formats.registry import all_formats, formats_by_id
from mediascan.model.finding import Kind, as_data
from mediascan.model.row import Row
from mediascan.model.source import EntryKind
from mediascan.model.verdict import Outcome
from mediascan.policy.judge import Judge
from mediascan.policy.rules import built_in
from mediascan.report.summary import Summary
from tests.conftest import reader, samples

CLASSIFIER = Classifier(all_formats())
CLOSED = {Kind.CONTAINER, Kind.ENCRYPTED}
FILES = [(path, one) for one, path in samples() if formats_by_id()[one].kind in CLOSED]
LOCKED = ("hidden", "locked", "filevault")


@pytest.mark.parametrize("path", [path for path, _ in FILES], ids=lambda p: "/".join(p.parts[-2:]))
def test_a_closed_file_is_never_clear(path):
    data = path.read_bytes()
    findings = [as_data(one) for one in CLASSIFIER.findings(reader(data), len(data))]
    judge, summary = Judge(built_in()), Summary()
    outcome = judge.add({"path": "x"}, len(data), findings)
    blank = dict.fromkeys(Row._fields, 0)
    known = {"content": CLASSES[content_class(data, len(data))], "path": b"x"}
    row = Row(**{**blank, **known, "kind": EntryKind.FILE, "size": len(data)})
    summary.add(row, {"findings": findings}, outcome)
    verdict = judge.verdict(summary.totals())
    encrypted = any(one["kind"] == "encrypted" for one in findings) or path.stem in LOCKED
    assert Outcome[verdict["outcome"]] >= (Outcome.REFER if encrypted else Outcome.INCONCLUSIVE)
    assert not encrypted or "encrypted-volume" in {hit["rule"] for hit in verdict["hits"]}
