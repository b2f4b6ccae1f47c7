"""Each fixture yields exactly what its golden says. UPDATE=1 rewrites the goldens."""

import json
import os

import pytest

from mediascan.engine.classify import Classifier
from mediascan.engine.states import states
from mediascan.formats.registry import all_formats
from mediascan.model.finding import as_data
from tests.conftest import reader, samples

CLASSIFIER = Classifier(all_formats())
WHOLE_ONLY = {one.id for one in all_formats() if one.whole and not one.signatures}


@pytest.mark.parametrize(("format_id", "path"), samples(), ids=lambda v: getattr(v, "name", v))
def test_golden(format_id, path):
    data = path.read_bytes()
    found = CLASSIFIER.findings(reader(data), len(data))
    if format_id in WHOLE_ONLY:
        found = states(reader(data), len(data))
    text = json.dumps([as_data(one) for one in found], indent=1, sort_keys=True) + "\n"
    golden = path.with_name(path.name + ".golden.json")
    if os.environ.get("UPDATE"):
        golden.write_text(text)
    assert text == golden.read_text()
    assert found[0].format_id == format_id
