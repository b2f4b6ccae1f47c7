"""Exports, each checked by the tool that it is for."""

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from mediascan.engine.inspect import SPARSE_BYTES
from mediascan.model.display import unshow
from mediascan.model.errors import StopError, UsageError
from mediascan.report.exports.registry import all_exports
from mediascan.report.manifest_reader import rows
from mediascan.runs.export import export as run_export
from tests.conftest import DEMO, run

HOSTILE = [
    b"plain",
    b"-",
    b"--help",
    b" lead",
    b"#hash",
    b"%percent",
    b'quote"s,',
    b"back\\slash",
    b"line\nbreak",
    b"carriage\rreturn",
    b"tail\r",
    b"raw \xff",
    b"esc \x1b[31m",
    b"=1+1",
    b"@SUM(A1)",
    b"+1;=2+2",
    "右\u202eleft".encode(),
    "replaced \ufffd".encode(),
    b"<b>",
]


def tool(name):
    return pytest.mark.skipif(
        not shutil.which(name), reason=f"{name} is missing here; .ci/run installs it"
    )


def make(tree, out, home):
    words = ("--case", "=1+1", "--exhibit", "7", "--operator", "Badge 4411")
    run("inspect", tree, "--out", out, *words, home=home, check=0)
    return out


@pytest.fixture(scope="module")
def report(tmp_path_factory, home):
    """A report of the demo exhibit."""
    return make(DEMO, tmp_path_factory.mktemp("demo") / "inspection", home)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, home):
    """Files with hostile names, models among them, and their report."""
    folder = tmp_path_factory.mktemp("hostile")
    tree = folder / "tree"
    tree.mkdir()
    for number, name in enumerate(HOSTILE):
        (tree / os.fsdecode(name)).write_bytes(b"%d" % number)
    model = (DEMO / "models" / "tiny-llama-f16.gguf").read_bytes()
    (tree / os.fsdecode(b'evil \xff\x1b[31m\n<b>"=.gguf')).write_bytes(model)
    (tree / "link").symlink_to("=cmd\n\x1b")
    (tree / "empty").write_bytes(b"")
    return tree, make(tree, folder / "report", home)


@pytest.fixture(autouse=True)
def at_home(monkeypatch, home):
    """What is called in this process knows the same key."""
    monkeypatch.setenv("MEDIASCAN_HOME", str(home))


def export(report, kind, tmp_path, check=0, *, unverified=False):
    """The file, and what there was to say about it; a process for each would take long."""
    out = tmp_path / f"export.{kind}"
    done = run_export(report, kind, out, unverified=unverified)
    assert done.code == check
    return out, "".join([*done.doubts, *done.left_out.sentences()])


def test_every_export_is_listed(home):
    text = run("export", home=home, check=0).stdout.decode()
    wanted = {"b3sum", "case", "csv", "cyclonedx", "hashdeep", "parquet", "sha256sum", "svr"}
    assert {line.split()[0] for line in text.splitlines()} == wanted
    assert wanted == {one.id for one in all_exports()}


@pytest.mark.parametrize("kind", [one.id for one in all_exports()])
def test_equal_reports_give_equal_bytes_and_nothing_is_written_over(report, kind, tmp_path):
    out, _ = export(report, kind, tmp_path)
    whole = out.read_bytes()
    with pytest.raises(UsageError, match="is there already"):
        export(report, kind, tmp_path)
    out.unlink()
    export(report, kind, tmp_path)
    assert out.read_bytes() == whole != b""
    assert [one.name for one in tmp_path.iterdir()] == [out.name]


def test_the_command_writes_to_a_file_or_to_standard_output(report, tmp_path, home):
    words = ("export", report, "--as", "cyclonedx", "-o")
    assert run(*words, tmp_path / "out", home=home, check=0).stdout.startswith(b"Written: ")
    piped = run(*words, "-", home=home, check=0).stdout
    assert piped == (tmp_path / "out").read_bytes()
    run(*words, tmp_path / "out", home=home, check=2)
    run("export", report, "--as", "no such form", "-o", "-", home=home, check=2)


@tool("sha256sum")
def test_sha256sum_checks_every_file_whatever_its_name(hostile, tmp_path, home):
    tree, report = hostile
    out, _ = export(report, "sha256sum", tmp_path)
    check = ["sha256sum", "-c", "--strict", str(out)]
    done = subprocess.run(check, cwd=tree, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert done.stdout.count(b": OK\n") == len(HOSTILE) + 2
    files = [path for path, row in rows(report) if row["type"] == "file"]
    names = [b"./-" if path == b"-" else path for path in files]  # else it reads its input
    command = ["sha256sum", "--", *names]
    whole = subprocess.run(command, cwd=tree, capture_output=True, check=True).stdout
    assert out.read_bytes() == whole


@tool("b3sum")
def test_b3sum_checks_every_file_that_it_can_name(hostile, tmp_path, home):
    tree, report = hostile
    out, said = export(report, "b3sum", tmp_path, check=3)
    done = subprocess.run(["b3sum", "-c", out], cwd=tree, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert done.stdout.count(b": OK\n") == len(HOSTILE) + 2 - 5
    assert "Left out, because b3sum reads only names in UTF-8" in said
    assert ": 5 (" in said
    assert "\x1b" not in said


@tool("hashdeep")
def test_hashdeep_audits_the_exhibit(report, tmp_path, home):
    out, _ = export(report, "hashdeep", tmp_path)
    audit = ["hashdeep", "-r", "-l", "-a", "-k", str(out), "."]
    done = subprocess.run(audit, cwd=DEMO, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"hashdeep: Audit passed\n")
    other = shutil.copytree(DEMO, tmp_path / "other")
    (other / "run-17" / "log.json").write_bytes(b"changed")
    done = subprocess.run(audit, cwd=other, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"hashdeep: Audit failed\n")


@tool("hashdeep")
def test_hashdeep_knows_all_hostile_names_but_line_breaks(hostile, tmp_path, home):
    tree, report = hostile
    out, said = export(report, "hashdeep", tmp_path, check=3)
    assert "no escape for a line break in a name: 4 (" in said
    other = shutil.copytree(tree, tmp_path / "other", symlinks=True)
    (other / "link").unlink()
    for path in list(other.iterdir()):
        if "\n" in path.name or "\r" in path.name:
            path.unlink()
            assert is_told(out, os.fsencode(path.name))
    audit = ["hashdeep", "-r", "-l", "-a", "-k", str(out), "."]
    done = subprocess.run(audit, cwd=other, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"hashdeep: Audit passed\n")


def is_told(out, name):
    """Whether a name that could not be held stands in a comment, so that it can be turned back."""
    marks = [line for line in out.read_bytes().split(b"\n") if line.startswith(b"## not")]
    return name in {unshow(line.decode().partition(": ")[2]) for line in marks}


def test_csv_has_every_entry_and_no_formula(hostile, tmp_path, home):
    tree, report = hostile
    out, _ = export(report, "csv", tmp_path)
    data = out.read_bytes()
    text = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf")
    assert not [letter for letter in text if ord(letter) < 32 and letter not in "\r\n"]
    found = list(csv.reader(io.StringIO(text, newline="")))
    names = dict(zip(found[0], zip(*found[1:], strict=True), strict=True))
    assert [unshow(one) for one in names["path"]] == [path for path, _ in rows(report)]
    for splitter in ",;\t":  # however a spreadsheet is set to split the lines
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=splitter):
            assert not [cell for cell in line if cell.startswith(("=", "+", "-", "@", "\t"))]
    at = names["path"].index("link")
    assert unshow(names["target"][at]) == b"=cmd\n\x1b"
    moment = (tree / "empty").stat().st_mtime_ns
    assert names["modified"][names["path"].index("empty")].endswith(f".{moment % 10**9:09}Z")


@pytest.mark.parametrize("which", ["report", "hostile"])
def test_cyclonedx_fits_the_official_schema_and_lists_the_models(which, request, tmp_path, home):
    made = request.getfixturevalue(which)
    report = made[1] if which == "hostile" else made
    out, _ = export(report, "cyclonedx", tmp_path)
    text = out.read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_7).validate_str(text) is None
    assert not [letter for letter in text if ord(letter) < 32 and letter != "\n"]
    bom = json.loads(text)
    for one in bom["components"]:
        name = unshow(one["name"])
        row = next(row for path, row in rows(report) if path == name)
        hashes = {each["alg"]: each["content"] for each in one["hashes"]}
        assert hashes == {"SHA-256": row["sha256"], "BLAKE3": row["blake3"]}
    wanted = [
        (path, finding["format"])
        for path, row in rows(report)
        for finding in row.get("findings", ())
        if finding["kind"] == "checkpoint"
    ]
    listed = [(unshow(one["name"]), one["properties"][0]["value"]) for one in bom["components"]]
    assert listed == wanted
    assert len(wanted) == (1 if which == "hostile" else 7)
    llama = next(one for one in bom["components"] if ".gguf" in one["name"])
    assert llama["modelCard"]["modelParameters"]["modelArchitecture"] == "llama"


def test_case_fits_the_ontology_and_holds_no_list_of_files(hostile, report, tmp_path, home):
    """All graphs in one run of the official validator: it reads the ontology for seconds."""
    outs = []
    for one in (report, hostile[1]):
        out, _ = export(one, "case", tmp_path)
        outs.append(out.rename(out.with_name(f"{len(outs)}.jsonld")))
    outs.append(of_a_device(report, tmp_path).rename(tmp_path / "device.jsonld"))
    command = Path(sys.executable).with_name("case_validate")
    words = [command, "--built-version", "case-1.5.0", *outs]
    done = subprocess.run(words, capture_output=True, check=False, timeout=200)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert b"Conforms: True" in done.stdout
    graph = json.loads(outs[0].read_bytes())["@graph"]
    kinds = [node["@type"] for node in graph]
    listed = json.loads((report / "statement.json").read_bytes())["predicate"]["findings"]
    together = [one for one in graph if one.get("core:name", "").startswith("Model weights in sh")]
    assert "2 of 2 shards" in " ".join(together[0]["core:description"])
    results = [one for one in graph if one["@type"] == "analysis:AnalyticResult"]
    of_files = [one for one in results if "analysis:resultContent" in one]
    assert len(of_files) == len(listed["listed"]) == listed["files"]
    told = {one["core:name"] for one in results if one not in of_files}
    assert "Files of data that stand alone" in told
    assert kinds.count("observable:File") == listed["files"] + 2  # the statement, the manifest
    text = outs[1].read_text("utf-8")
    assert "\x1b" not in text
    assert "\u202e" not in text
    digest = hashlib.sha256((report / "statement.json").read_bytes()).hexdigest()
    assert digest in outs[0].read_text("utf-8")


def of_a_device(report, tmp_path):
    """The graph of the same report, as if it were of a drive that tells about itself."""
    copy = shutil.copytree(report, tmp_path / "device")
    statement = json.loads((copy / "statement.json").read_bytes())
    none = "not available (the kernel has no such value for this device)"
    told = {"model": "Disk\x1b 1", "serial": "S-1", "diskBytes": "18000207937536", "wwn": none}
    statement["predicate"]["source"] |= told
    (copy / "statement.json").write_text(json.dumps(statement))
    out, _ = export(copy, "case", tmp_path, unverified=True)
    source = next(
        one
        for one in json.loads(out.read_bytes())["@graph"]
        if one["@type"] == "observable:StorageMedium"
    )
    facets = {key: value for one in source["core:hasFacet"] for key, value in one.items()}
    assert facets["observable:serialNumber"] == "S-1"
    assert facets["observable:model"] == "Disk\\u{1b} 1"
    assert facets["observable:totalStorageCapacityInBytes"]["@value"] == "18000207937536"
    return out


def test_svr_says_the_verdict_of_these_bytes(report, tmp_path, home):
    out, _ = export(report, "svr", tmp_path)
    statement = json.loads(out.read_bytes())
    assert statement["predicateType"] == "https://in-toto.io/attestation/svr/v0.1"
    assert set(statement["predicate"]) == {"verifier", "timeCreated", "properties"}
    assert "MEDIASCAN_VERDICT_HOLD" in statement["predicate"]["properties"]
    assert "MEDIASCAN_VERDICT_CLEAR" not in out.read_text()
    for one in statement["subject"]:
        found = hashlib.sha256((report / one["name"]).read_bytes()).hexdigest()
        assert found == one["digest"]["sha256"]


def test_parquet_is_the_table_of_the_report_and_no_link_to_it(report, tmp_path, home):
    out, _ = export(report, "parquet", tmp_path)
    assert out.read_bytes() == (report / "files.parquet").read_bytes()
    assert out.stat().st_nlink == 1


def test_a_report_that_does_not_hold_is_exported_only_when_asked_and_says_so(
    report, tmp_path, home
):
    copy = shutil.copytree(report, tmp_path / "copy")
    (copy / "VERIFY.txt").write_bytes(b"")
    out = tmp_path / "out"
    words = ("export", copy, "--as", "hashdeep", "-o", out)
    assert b"does not verify" in run(*words, home=home, check=4).stderr
    assert not out.exists()
    done = run(*words, "--unverified", home=home, check=0)
    assert b"NOT VERIFIED" in done.stderr
    assert b"## NOT VERIFIED" in out.read_bytes()
    for kind in ("case", "cyclonedx"):
        assert b"NOT VERIFIED" in export(copy, kind, tmp_path, unverified=True)[0].read_bytes()
    with pytest.raises(UsageError, match="only of a report that verifies"):
        export(copy, "svr", tmp_path, unverified=True)


@pytest.mark.parametrize("kind", [one.id for one in all_exports()])
def test_what_is_no_report_at_all_is_refused_in_a_sentence(kind, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for data in (b"{}", b"[]", b'{"predicate":{"options":[]}}', b"\xff"):
        (folder / "statement.json").write_bytes(data)
        with pytest.raises(StopError):
            export(folder, kind, tmp_path, unverified=True)
        assert not (tmp_path / f"export.{kind}").exists()


def test_nothing_is_written_into_the_exhibit_or_the_report(hostile):
    tree, report = hostile
    for place, words in ((tree, "evidence is never"), (report, "may be added")):
        with pytest.raises(UsageError, match=words):
            export(report, "csv", place)
        assert not (place / "export.csv").exists()


def test_an_export_of_an_inspection_that_was_not_complete_says_so(tmp_path, home):
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "read").write_text("text\n")
    with (tree / "sparse").open("wb") as file:
        file.truncate(SPARSE_BYTES + (1 << 20))  # is not read
    run("inspect", tree, "--out", tmp_path / "report", home=home, check=3)
    out, said = export(tmp_path / "report", "sha256sum", tmp_path, check=3)
    assert "The inspection was not complete" in said
    assert "because not every byte of it was read for the report: 1 (sparse)" in said
    assert out.read_bytes().count(b"\n") == 1


def test_a_stranger_as_signer_is_said(report, tmp_path):
    words = ("export", report, "--as", "csv", "-o", tmp_path / "out")
    done = run(*words, home=tmp_path / "elsewhere", check=5)
    assert b"Nobody here vouches" in done.stderr
    assert (tmp_path / "out").exists()
