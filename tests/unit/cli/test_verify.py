"""The JSON answer of `verify --against` is of bounded size, and counts all the same."""

import json

import pytest
import typer

from mediascan.cli import verify
from tests.conftest import run


@pytest.mark.parametrize("sample", ["", "100%"])
def test_all_differences_are_counted_and_some_are_listed(
    tmp_path, home, monkeypatch, capsys, sample
):
    tree, other, out = tmp_path / "tree", tmp_path / "other", tmp_path / "out"
    tree.mkdir()
    other.mkdir()
    for number in range(9):
        (tree / str(number)).write_text("x")
    run("inspect", tree, "--out", out, home=home, check=0)
    monkeypatch.setenv("MEDIASCAN_HOME", str(home))
    monkeypatch.setattr(verify, "LISTED", 3)
    with pytest.raises(typer.Exit) as ended:
        verify.verify(out, against=str(other), sample=sample, json=True)
    assert ended.value.exit_code == 4
    answer = json.loads(capsys.readouterr().out)
    assert answer["differenceCount"] == 9
    assert [one["path"] for one in answer["differences"]] == ["0", "1", "2"]
    with pytest.raises(typer.Exit):
        verify.verify(out, against=str(other), sample=sample)
    said = capsys.readouterr().out
    assert said.count("missing  ") == 9
    assert "9 entries are not as the report has them" in said
