"""The whole path, as its user walks it: inspect, verify, explain, tamper."""

import json
import os
import shutil
import subprocess
from importlib.resources import files

import jsonschema
import pytest

from mediascan.engine.inspect import SPARSE_BYTES
from mediascan.report.manifest_reader import rows
from tests.conftest import DEMO, run, statement_without_times


@pytest.fixture(scope="module")
def report(tmp_path_factory, home):
    """A finished report of the demo exhibit."""
    out = tmp_path_factory.mktemp("demo") / "inspection"
    words = ("--case", "2026-0173", "--exhibit", "7", "--operator", "Badge 4411")
    run("inspect", DEMO, "--out", out, *words, home=home, check=0)
    return out


@pytest.fixture
def copy(report, tmp_path):
    """The same report, to be damaged."""
    return shutil.copytree(report, tmp_path / "copy")


def schema(name):
    return json.loads((files("mediascan.report.schema") / f"{name}.schema.json").read_bytes())


def predicate(folder):
    return json.loads((folder / "statement.json").read_bytes())["predicate"]


def test_the_report_folder_is_complete_and_nothing_else(report):
    assert {path.name for path in report.iterdir()} == {
        "VERIFY.txt",
        "files.parquet",
        "instrument.pub.pem",
        "manifest.idx.json",
        "manifest.jsonl.zst",
        "report.html",
        "report.md",
        "statement.dsse.json",
        "statement.json",
    }


def test_the_demo_exhibit_is_held(report):
    verdict = predicate(report)["verdict"]
    assert verdict["outcome"] == "HOLD"
    hits = {hit["rule"] for hit in verdict["hits"]}
    assert {"training-checkpoint", "disguised-content", "training-dataset"} <= hits


def test_statement_and_rows_fit_their_schemas(report):
    jsonschema.validate(json.loads((report / "statement.json").read_bytes()), schema("statement"))
    checker = jsonschema.Draft202012Validator(schema("manifest_row"))
    found = list(rows(report))
    for _, row in found:
        checker.validate(row)
    assert len(found) == predicate(report)["manifest"]["rows"]


def test_every_file_of_the_exhibit_has_the_digests_of_stock_tools(report):
    names = [path.decode() for path, row in rows(report) if row["type"] == "file"]
    wanted = subprocess.run(
        ["sha256sum", "--", *names], cwd=DEMO, capture_output=True, check=True, text=True
    )
    found = {path.decode(): row for path, row in rows(report) if row["type"] == "file"}
    lines = wanted.stdout.splitlines()
    assert len(lines) == len(found) > 10
    for line in lines:
        digest, _, name = line.lstrip("\\").partition("  ")
        assert found[name]["sha256"] == digest


def test_the_report_verifies(report, home):
    done = run("verify", report, home=home, check=0)
    assert b"The report holds." in done.stdout
    answer = json.loads(run("verify", report, "--json", home=home, check=0).stdout)
    assert {one["state"] for one in answer["checks"]} == {"ok"}


def test_a_stranger_is_told_that_nobody_vouches_for_the_key(report, tmp_path):
    done = run("verify", report, home=tmp_path / "elsewhere", check=5)
    assert b"Nobody here vouches" in done.stdout
    run("keys", "trust", report / "instrument.pub.pem", home=tmp_path / "elsewhere", check=0)
    run("verify", report, home=tmp_path / "elsewhere", check=0)


def test_the_source_is_compared_entry_by_entry(report, home, tmp_path):
    run("verify", report, "--against", DEMO, home=home, check=0)
    other = shutil.copytree(DEMO, tmp_path / "other", symlinks=True)
    changed, missing = sorted(p for p in other.rglob("*") if p.is_file() and p.stat().st_size)[:2]
    data = bytearray(changed.read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    missing.unlink()
    (other / "new.txt").write_text("new")
    done = run("verify", report, "--against", other, home=home, check=4)
    text = done.stdout.decode()
    assert f"changed  {changed.relative_to(other)}" in text
    assert f"missing  {missing.relative_to(other)}" in text
    assert "added    new.txt" in text


@pytest.mark.parametrize(
    "name",
    [
        "VERIFY.txt",
        "files.parquet",
        "instrument.pub.pem",
        "manifest.idx.json",
        "manifest.jsonl.zst",
        "report.html",
        "report.md",
        "statement.dsse.json",
        "statement.json",
    ],
)
def test_one_flipped_bit_anywhere_is_caught(copy, home, name):
    whole = (copy / name).read_bytes()
    for at in sorted({0, len(whole) // 3, len(whole) // 2, len(whole) - 1}):
        data = bytearray(whole)
        data[at] ^= 1 << (at % 8)
        (copy / name).write_bytes(data)
        done = run("verify", copy, home=home, check=4)
        assert b"FAIL" in done.stdout
        assert b"NOT hold" in done.stdout


def test_a_removed_or_added_file_is_caught(copy, home):
    (copy / "note.txt").write_text("I was never here")
    done = run("verify", copy, home=home, check=4)
    assert b"note.txt is not part of the signed report" in done.stdout
    (copy / "note.txt").unlink()
    (copy / "report.md").unlink()
    done = run("verify", copy, home=home, check=3)
    assert b"report.md is missing" in done.stdout
    (copy / "statement.dsse.json").unlink()
    run("verify", copy, home=home, check=3)


def test_a_report_signed_again_with_another_key_is_not_trusted(copy, tmp_path, report):
    """Whoever changes the report and signs it anew has another key, and the answer says so."""
    other = tmp_path / "forged"
    run("inspect", DEMO, "--out", other, "--case", "2026-0173", home=tmp_path / "h", check=0)
    for name in ("statement.dsse.json", "instrument.pub.pem", "statement.json"):
        shutil.copy(other / name, copy / name)
    assert run("verify", copy, home=tmp_path / "h").returncode == 4


def test_explain_shows_the_bytes(report, home):
    done = run("explain", report, "holiday/holiday.mp4", home=home, check=0)
    text = done.stdout.decode()
    assert "safetensors" in text
    assert "claimed" in text
    data = (DEMO / "holiday" / "holiday.mp4").read_bytes()
    assert data[:16].hex(" ") in text
    done = run("explain", report, "no/such/file", home=home, check=2)
    assert b"no entry" in done.stderr


def test_verify_txt_works_with_stock_tools_alone(copy):
    """VERIFY.txt is run by sh as it stands, and again on a changed report."""
    missing = [t for t in ("sh", "openssl", "sha256sum", "base64", "cmp") if not shutil.which(t)]
    if missing:
        pytest.skip(f"stock tools are missing here: {missing}; .ci/run installs them")
    command = ["sh", "VERIFY.txt"]
    done = subprocess.run(command, cwd=copy, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert b"ALL CHECKS HELD" in done.stdout
    data = bytearray((copy / "statement.json").read_bytes())
    data[len(data) // 2] ^= 1
    (copy / "statement.json").write_bytes(data)
    done = subprocess.run(command, cwd=copy, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"DO NOT RELY ON THIS REPORT" in done.stdout


def test_two_runs_give_the_same_statement(report, tmp_path, home):
    again = tmp_path / "again"
    words = ("--case", "2026-0173", "--exhibit", "7", "--operator", "Badge 4411", "--workers", "1")
    run("inspect", DEMO, "--out", again, *words, home=home, check=0)
    assert statement_without_times(again) == statement_without_times(report)


def test_the_same_command_on_a_finished_report_reads_nothing(copy, home):
    before = (copy / "statement.json").read_bytes()
    words = ("--case", "2026-0173", "--exhibit", "7")
    run("inspect", DEMO, "--out", copy, *words, home=home, check=0)
    assert (copy / "statement.json").read_bytes() == before
    done = run("inspect", DEMO, "--out", copy, "--case", "other", home=home, check=2)
    assert b"holds the finished report of another case (2026-0173)" in done.stderr


@pytest.mark.parametrize("name", ["statement.dsse.json", "statement.json", "report.md"])
def test_a_fifo_or_a_link_in_place_of_a_file_is_not_waited_for(copy, home, name):
    (copy / name).unlink()
    os.mkfifo(copy / name)
    assert run("verify", copy, home=home).returncode in {3, 4}
    (copy / name).unlink()
    (copy / name).symlink_to("/etc/passwd")
    assert run("verify", copy, home=home).returncode == 4


def test_a_source_that_differs_outweighs_a_stranger_as_signer(report, tmp_path):
    (tmp_path / "other").mkdir()
    done = run("verify", report, "--against", tmp_path / "other", home=tmp_path / "h", check=4)
    assert b"entries are not as the report has them" in done.stdout
    assert b"The source is not as the report has it." in done.stdout
    words = ("--json", "--against", tmp_path / "other")
    given = json.loads(run("verify", report, *words, home=tmp_path / "h", check=4).stdout)
    assert given["differenceCount"] == len(given["differences"]) > 10
    assert run("explain", report, "notes", home=tmp_path / "h").stderr.count(b"vouches") == 1


def test_a_name_can_be_asked_for_as_it_is_shown(tmp_path, home):
    tree, out = tmp_path / "tree", tmp_path / "out"
    tree.mkdir()
    (tree / "new\nline").write_text("text\n")
    (tree / os.fsdecode(b"raw \xff")).write_text("text\n")
    (tree / "link").symlink_to("\x1b[31mred")
    run("inspect", tree, "--out", out, home=home, check=0)
    for name in ("new\\u{a}line", "raw \\xff"):
        assert name.encode() in run("explain", out, name, home=home, check=0).stdout
    (tree / "link").unlink()
    (tree / "link").symlink_to("elsewhere")
    done = run("verify", out, "--against", tree, home=home, check=4)
    assert b"target was \\u{1b}[31mred, is elsewhere" in done.stdout
    assert b"\x1b" not in done.stdout


def test_what_was_not_read_is_not_said_to_be_as_it_was(tmp_path, home):
    tree, out = tmp_path / "tree", tmp_path / "out"
    tree.mkdir()
    with (tree / "sparse").open("wb") as file:
        file.truncate(SPARSE_BYTES + (1 << 20))
    run("inspect", tree, "--out", out, home=home, check=3)
    done = run("verify", out, "--against", tree, home=home, check=3)
    assert b"no digests of what could not be read for it: files 1, folders 0" in done.stdout
    assert predicate(out)["limits"]["sparseBytes"] == str(SPARSE_BYTES)
