"""Sources named by an address: archives and folders through PyFilesystem2, from end to end."""

import json
import shutil

import pytest

from tests.conftest import DEMO, run


@pytest.mark.parametrize("kind", ["osfs", "zip", "tar"])
def test_an_address_is_inspected_like_the_folder(tmp_path, home, kind):
    tree = tmp_path / "tree"
    shutil.copytree(DEMO / "datasets", tree / "datasets")
    place = tree
    if kind != "osfs":
        place = shutil.make_archive(str(tmp_path / "packed"), kind, tree)
    out = tmp_path / "out"
    run("inspect", f"{kind}://{place}", "--out", out, home=home, check=0)
    run("inspect", tree, "--out", tmp_path / "folder", home=home, check=0)
    made, wanted = (
        json.loads((folder / "statement.json").read_bytes())["predicate"]
        for folder in (out, tmp_path / "folder")
    )
    shown = f"{tree}/" if kind == "osfs" else f"{kind}://{place}"  # the folder that is read
    assert made["source"]["path"] == shown
    assert made["coverage"] == wanted["coverage"]
    assert made["formats"] == wanted["formats"]
    run("verify", out, "--against", f"{kind}://{place}", home=home, check=0)


def test_a_report_inside_an_addressed_folder_is_refused(tmp_path, home):
    (tmp_path / "note").write_text("text")
    out = tmp_path / "out"
    done = run("inspect", f"osfs://{tmp_path}", "--out", out, home=home, check=2)
    assert b"evidence is never written to" in done.stderr
    assert not out.exists()
