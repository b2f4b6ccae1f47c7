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


def test_no_key_is_made_in_the_source(tmp_path):
    (tmp_path / "exhibit").mkdir()
    inside = tmp_path / "exhibit" / "keys"
    done = inspect(tmp_path / "exhibit", tmp_path / "out", inside, check=2)
    assert b"folder for the instrument key lies inside the source" in done.stderr
    assert not inside.exists()


def test_no_temporary_file_is_made_in_the_source(tmp_path, home):
    (tmp_path / "exhibit").mkdir()
    (tmp_path / "exhibit" / "f").write_bytes(b"hello\n")
    inspect(tmp_path / "exhibit", tmp_path / "out", home, check=0)
    words = ["verify", tmp_path / "out", "--against", tmp_path / "exhibit"]
    done = run(*words, home=home, check=2, env={"TMPDIR": str(tmp_path / "exhibit")})
    assert b"TMPDIR" in done.stderr
    run(*words, home=home, check=0)


def test_an_entry_is_found_however_its_path_is_written(tmp_path, home):
    place = tmp_path / "exhibit" / "sub"
    place.mkdir(parents=True)
    (place / "b").write_bytes(b"hello\n")
    (place / os.fsdecode(b"n\xff\n\\")).write_bytes(b"hello\n")
    out = tmp_path / "out"
    inspect(tmp_path / "exhibit", out, home, check=0)
    for path in ("sub/b", "/sub/b", "./sub/b", "sub//./b/", tmp_path / "exhibit" / "sub" / "b"):
        assert run("explain", out, path, home=home, check=0).stdout.startswith(b"sub/b\n")
    for path in ("sub/n\\xff\\u{a}\\\\", b"sub/n\xff\n\\", f"{place}/n\\xff\\u{{a}}\\\\"):
        name = path if isinstance(path, str) else os.fsdecode(path)
        assert b"6 bytes" in run("explain", out, name, home=home, check=0).stdout
    for path in ("", "/", ".", "..", "../sub/b", "b"):
        assert b"has no entry" in run("explain", out, path, home=home, check=2).stderr
