"""Two inspections of one drive, compared as their user does it."""

import io
import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files

import jsonschema
import pytest
import zstandard

from mediascan.runs.diff import diff
from mediascan.runs.verify import verify
from tests.conftest import DEMO, run

ROOT = os.name == "posix" and not os.geteuid()
HOSTILE = "esc\x1b[31m\n\u202e"


@pytest.fixture(scope="module")
def reports(tmp_path_factory, home):
    """A copy of the demo exhibit inspected, changed in every way, and inspected again."""
    folder = tmp_path_factory.mktemp("drive")
    drive = shutil.copytree(DEMO, folder / "drive")
    (drive / HOSTILE).write_text("hostile")
    (drive / "link").symlink_to("here")
    run("inspect", drive, "--out", folder / "a", home=home, check=0)
    (drive / "run-17" / "log.json").write_text("{}")
    (drive / "link").unlink()
    (drive / "link").symlink_to("there")
    (drive / "notes" / "packing list.txt").unlink()
    (drive / "holiday" / "IMG_0001.png").rename(drive / "moved.png")
    (drive / HOSTILE).rename(drive / ("new" + HOSTILE))
    (drive / "notes" / "added.txt").write_text("added")
    os.utime(drive / "holiday" / "IMG_0002.png", (1, 1))
    run("inspect", drive, "--out", folder / "b", home=home, check=0)
    return folder / "a", folder / "b"


@pytest.fixture
def at_home(monkeypatch, home):
    """What is called in this process knows the same key."""
    monkeypatch.setenv("MEDIASCAN_HOME", str(home))


@pytest.fixture(scope="module")
def signed(reports, tmp_path_factory, home):
    out = tmp_path_factory.mktemp("drift") / "drift"
    run("diff", *reports, "--sign", "-o", out, home=home, check=7)
    return out


def test_each_change_is_told_once(reports, home):
    done = run("diff", *reports, home=home, check=7)
    lines = done.stdout.decode().splitlines()
    assert "changed  link: led to here, to there" in lines
    assert "changed  run-17/log.json: had 3,423 bytes, has 2" in lines
    assert "moved    holiday/IMG_0001.png -> moved.png: file, 85 bytes" in lines
    assert "removed  notes/packing list.txt: file, 39 bytes" in lines
    assert "added    notes/added.txt: file, 5 bytes" in lines
    assert "39 same, 2 changed, 2 moved, 1 removed, 1 added, 0 unknown" in lines
    assert lines[-1] == "The drive is not as it was."
    assert len(lines) == 8
    assert b"\x1b" not in done.stdout
    assert "\u202e".encode() not in done.stdout


def test_the_answer_as_json(reports, home):
    answer = json.loads(run("diff", *reports, "--json", home=home, check=7).stdout)
    assert answer["counts"] == {
        "same": 39,
        "changed": 2,
        "moved": 2,
        "removed": 1,
        "added": 1,
        "unknown": 0,
    }
    assert answer["code"] == 7
    assert [one["to"] for one in answer["changes"] if one["path"].endswith("IMG_0001.png")] == [
        "moved.png"
    ]
    for name, folder in zip(("earlier", "later"), reports, strict=True):
        said = json.loads((folder / "statement.json").read_bytes())["predicate"]
        assert answer[name]["root"] == said["manifest"]["merkle"]["root"]


def test_a_report_and_itself_and_the_other_way_round(reports, at_home):
    told = []
    same = diff(reports[0], reports[0], told.append)
    assert (same.code, same.counts["same"], told) == (0, 44, [])
    back = diff(*reversed(reports), told.append)
    assert back.code == 7
    assert (back.counts["removed"], back.counts["added"], back.counts["moved"]) == (1, 1, 2)
    assert "The report that was named first is the later one." in back.notes


def test_the_signed_list_holds_and_fits_its_schema(reports, signed, home):
    done = run("verify", signed, home=home, check=0)
    assert b"The list of changes holds." in done.stdout
    statement = json.loads((signed / "statement.json").read_bytes())
    schema = json.loads((files("mediascan.report.schema") / "drift.schema.json").read_bytes())
    jsonschema.validate(statement, schema)
    data = (signed / "changes.jsonl.zst").read_bytes()
    lines = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read().splitlines()
    found = [json.loads(line) for line in lines]
    assert len(found) == statement["predicate"]["changes"]["lines"] == 6
    assert {one["path"] for one in found if one["what"] == "moved"} == {
        "holiday/IMG_0001.png",
        HOSTILE,
    }


@pytest.mark.parametrize(
    "name", ["changes.jsonl.zst", "instrument.pub.pem", "statement.dsse.json", "statement.json"]
)
def test_a_changed_list_is_caught(signed, name, tmp_path, at_home):
    copy = shutil.copytree(signed, tmp_path / "copy")
    whole = (copy / name).read_bytes()
    for at in (0, len(whole) // 2, len(whole) - 1):
        data = bytearray(whole)
        data[at] ^= 1
        (copy / name).write_bytes(data)
        assert verify(copy).code == 4, at
    (copy / name).write_bytes(whole[:-1])
    assert verify(copy).code == 4
    (copy / name).write_bytes(whole)
    assert verify(copy).code == 0
    (copy / "more").write_bytes(b"")
    assert verify(copy).code == 4


@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv (util-linux) is missing")
def test_what_a_report_could_not_see_is_unknown_and_not_gone(tmp_path, at_home, home):
    """The folder is closed; root is made to respect that."""
    tree = tmp_path / "tree"
    (tree / "closed" / "deep").mkdir(parents=True)
    (tree / "closed" / "deep" / "file").write_text("x")
    (tree / "open").write_text("y")
    run("inspect", tree, "--out", tmp_path / "a", home=home, check=0)
    (tree / "closed").chmod(0)
    drop = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if ROOT else []
    command = [*drop, sys.executable, "-m", "mediascan", "inspect", tree, "--out", tmp_path / "b"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    (tree / "closed").chmod(0o755)
    assert done.returncode == 3, done.stderr
    told = []
    drift = diff(tmp_path / "a", tmp_path / "b", told.append)
    assert (drift.counts["unknown"], drift.counts["same"], drift.code) == (3, 1, 3)
    assert {one.path for one in told} == {b"closed", b"closed/deep", b"closed/deep/file"}
    assert diff(tmp_path / "b", tmp_path / "a", told.append).counts["added"] == 0


def test_what_cannot_be_compared_is_refused(reports, tmp_path, home):
    copy = shutil.copytree(reports[0], tmp_path / "copy")
    (copy / "report.md").write_bytes(b"")
    done = run("diff", copy, reports[1], home=home, check=4)
    assert b"does not verify" in done.stderr
    run("diff", *reports, "--sign", home=home, check=2)
    run("diff", *reports, "--sign", "-o", reports[1] / "drift", home=home, check=2)
    run("diff", tmp_path, reports[1], home=home, check=2)
    assert not (reports[1] / "drift").exists()
