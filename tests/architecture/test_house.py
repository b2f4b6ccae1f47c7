"""What keeps the house simple, as far as a machine can see it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "mediascan").rglob("*.py"))
LONGEST = 300  # lines: one noun a file


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_is_short_and_says_what_it_is(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= LONGEST
    assert ast.get_docstring(ast.parse(text))


def test_links_in_the_documents_lead_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} points to {target}"


def test_every_rule_of_ruff_that_is_off_somewhere_has_its_reason():
    for path in MODULES:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if "noqa" in line or "type: ignore" in line:
                assert re.search(r"(noqa: [A-Z0-9, ]+|type: ignore\[[a-z-]+\]) +[-#]", line), (
                    f"{path.name}:{number} gives no reason"
                )


def test_a_pattern_of_quoted_text_is_possessive():
    """Else `re` keeps 100 bytes for each character, to go back to it: 1.6 GB for 16 MiB."""
    for path in MODULES:
        assert not re.search(r"\|\\\\\.\)\*(?!\+)", path.read_text("utf-8")), path
