"""A format is one file with a reference, a fixture and a golden, and it touches only windows."""

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

from mediascan import formats
from mediascan.formats.registry import all_formats
from tests.conftest import FORMAT_FIXTURES, samples

ALLOWED = ("mediascan.model", "mediascan.reading", "mediascan.formats.base")
ALLOWED_STDLIB = {"collections.abc", "dataclasses", "enum", "itertools", "math", "re", "typing"}
BANNED_NAMES = {"open", "eval", "exec", "compile", "__import__", "getattr", "globals", "vars"}
MODULES = [
    m
    for m in pkgutil.walk_packages(formats.__path__, "mediascan.formats.")
    if not m.ispkg and m.name.count(".") == 3
]


@pytest.mark.parametrize("one", all_formats(), ids=lambda f: f.id)
def test_a_format_is_complete(one):
    module = one.examine.__module__
    assert module.rsplit(".", 1)[-1] == one.id
    assert importlib.import_module(module).__doc__
    assert one.reference.startswith("https://")
    assert one.signatures or one.refines or one.last or one.whole
    assert [p for i, p in samples() if i == one.id], f"no fixture in fixtures/formats/{one.id}/"


def test_every_module_is_a_format_and_every_fixture_has_one():
    names = {m.name.rsplit(".", 1)[-1] for m in MODULES}
    assert names == {f.id for f in all_formats()}
    assert {d.name for d in FORMAT_FIXTURES.iterdir()} == names


def test_every_golden_has_its_fixture():
    for golden in FORMAT_FIXTURES.glob("*/*.golden.json"):
        assert golden.with_name(golden.name.removesuffix(".golden.json")).exists(), golden


@pytest.mark.parametrize("info", MODULES, ids=lambda m: m.name)
def test_a_format_touches_only_windows(info):
    tree = ast.parse(Path(importlib.util.find_spec(info.name).origin).read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert all(a.name in ALLOWED_STDLIB for a in node.names), ast.unparse(node)
        elif isinstance(node, ast.ImportFrom):
            fine = node.module in ALLOWED_STDLIB or node.module.startswith(ALLOWED)
            assert fine, ast.unparse(node)
        elif isinstance(node, ast.Name):
            assert node.id not in BANNED_NAMES, f"{node.id} at line {node.lineno}"
        elif isinstance(node, ast.While):
            pytest.fail(f"while loop at line {node.lineno}: use for over a bounded count")
