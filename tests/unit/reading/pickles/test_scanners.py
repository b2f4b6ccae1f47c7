"""What another scanner for pickles flags, ours flags too; and the page that says so is of today."""

import sys

import pytest

from mediascan.reading.pickles.names import is_dangerous
from tests.conftest import FIXTURES
from tests.unit.reading.pickles.scanner_cases import harmless_cases, names, split, trick_cases

sys.path.insert(0, str(FIXTURES.parent / "docs"))
import compare_scanners


@pytest.mark.parametrize("path", names())
def test_each_name_that_another_lists_is_dangerous(path):
    module, member = split(path)
    assert is_dangerous(module, member)
    if path.endswith(":*") and "builtin" not in module:
        assert is_dangerous(f"{module}.below", "anything")


def test_no_made_file_is_flagged_by_another_and_not_by_ours():
    _, every = compare_scanners.answers()
    assert compare_scanners.missed(every) == []
    assert {said[3] for said in every["harmless"].values()} == {"listed"}
    assert every["trick"].keys() == trick_cases().keys(), "run fixtures/once/pickle_scanners.py"
    assert every["harmless"].keys() == harmless_cases().keys(), "the same"


def test_the_page_is_of_this_code():
    page = FIXTURES.parent / "docs" / "pickle_scanners.md"
    assert page.read_text("utf-8") == compare_scanners.page(), "run docs/compare_scanners.py"
