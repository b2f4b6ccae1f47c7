"""Places and names of sources and reports: what is refused, and what must work."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.conftest import DEMO, run

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def inspect(tree, out, home, *words, check=None):
    return run("inspect", tree, "--out", out, *words, home=home, check=check)


def predicate(out):
    return json.loads((out / "statement.json").read_bytes())["predicate"]


def test_events_are_not_written_into_the_source(tmp_path, home):
    (tmp_path / "exhibit").mkdir()
    evidence = tmp_path / "exhibit" / "events.json"
    evidence.write_bytes(b"evidence")
    done = inspect(tmp_path / "exhibit", tmp_path / "out", home, "--events", evidence, check=2)
    assert b"evidence is never written to" in done.stderr
    assert evidence.read_bytes() == b"evidence"


@pytest.fixture
def second_name(tmp_path):
    """A folder of an exhibit under a second name, by a bind mount."""
    inside = tmp_path / "exhibit" / "sub"
    inside.mkdir(parents=True)
    other = tmp_path / "other"
    other.mkdir()
    if subprocess.run(["mount", "--bind", inside, other], check=False).returncode:
        pytest.skip("bind mounts are for root, and not allowed in this container")
    yield other
    subprocess.run(["umount", other], check=True)


@pytest.mark.skipif(not ROOT, reason="bind mounts are for root")
def test_a_second_name_of_the_source_is_no_place_for_a_report(second_name, tmp_path, home):
    done = inspect(tmp_path / "exhibit", second_name / "out", home, check=2)
    assert b"evidence is never written to" in done.stderr
    assert not list(second_name.iterdir())


def test_a_source_that_is_no_folder_is_told_what_to_do(tmp_path, home):
    file = tmp_path / "a\x1b[31m"
    file.write_bytes(b"x")
    done = inspect(file, tmp_path / "out", home, check=2)
    assert b"is a file" in done.stderr
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_source_and_output_may_have_names_that_are_not_utf_8(tmp_path, home):
    tree = tmp_path / os.fsdecode(b"in\xff")
    tree.mkdir()
    (tree / "f").write_bytes(b"hello\n")
    out = tmp_path / os.fsdecode(b"out\xfe")
    inspect(tree, out, home, check=0)
    assert predicate(out)["source"]["path"].endswith("in\\udcff")
    run("verify", out, "--against", tree, home=home, check=0)


def test_an_archive_is_inspected_from_end_to_end(tmp_path, home):
    shutil.make_archive(str(tmp_path / "demo"), "zip", DEMO)
    shutil.make_archive(str(tmp_path / "demo"), "tar", DEMO)
    inspect(DEMO, tmp_path / "folder", home, check=0)
    wanted = predicate(tmp_path / "folder")
    for kind in ("zip", "tar"):
        address = f"{kind}://{tmp_path}/demo.{kind}"
        out = tmp_path / f"out-{kind}"
        inspect(address, out, home, check=0)
        found = predicate(out)
        assert found["source"] == {
            "kind": "pyfs",
            "path": address,
            "fileSystem": f"Read{kind.title()}FS",
        }
        assert found["verdict"]["outcome"] == wanted["verdict"]["outcome"]
        assert found["formats"] == wanted["formats"]
        run("verify", out, "--against", address, home=home, check=0)


def test_a_folder_by_an_address_is_not_written_to_either(tmp_path, home):
    (tmp_path / "exhibit").mkdir()
    address = f"osfs://{tmp_path}/exhibit"
    done = inspect(address, tmp_path / "exhibit" / "out", home, check=2)
    assert b"evidence is never written to" in done.stderr
    assert not list((tmp_path / "exhibit").iterdir())
