"""Proofs of one row, checked with stock tools alone."""

import json
import shutil
import subprocess
from importlib.resources import files

import jsonschema
import pytest

from mediascan.model.errors import UsageError
from mediascan.report.manifest_reader import lines, rows
from mediascan.runs.prove import prove
from mediascan.runs.verify import verify
from mediascan.signing.merkle import leaf_hash
from tests.conftest import DEMO, run

NEEDED = ("openssl", "sha256sum", "base64", "xxd", "sed", "cmp")
MISSING = [name for name in NEEDED if not shutil.which(name)]
SHELLS = [["dash"], ["busybox", "sh"], ["bash", "--posix"]]
WANTED = "run-17/step-41000/checkpoint.pt"


def check(folder, shell=("sh",)):
    if MISSING or not shutil.which(shell[0]):
        pytest.skip(f"{MISSING or shell[0]} is missing here; .ci/run installs it")
    command = [*shell, folder / "check.sh"]
    return subprocess.run(command, capture_output=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def report(tmp_path_factory, home):
    out = tmp_path_factory.mktemp("demo") / "inspection"
    run("inspect", DEMO, "--out", out, "--case", "C", home=home, check=0)
    return out


@pytest.fixture(scope="module")
def proof(report, tmp_path_factory, home):
    out = tmp_path_factory.mktemp("proof") / "one row"
    done = run("prove", report, WANTED, "-o", out, home=home, check=0)
    assert WANTED.encode() in done.stdout
    return out


@pytest.fixture
def at_home(monkeypatch, home):
    """What is called in this process knows the same key."""
    monkeypatch.setenv("MEDIASCAN_HOME", str(home))


@pytest.fixture
def copy(proof, tmp_path):
    """The same proof, to be damaged."""
    return shutil.copytree(proof, tmp_path / "copy")


@pytest.mark.parametrize("shell", SHELLS, ids=lambda one: one[0])
def test_a_proof_is_checked_by_any_shell(proof, shell):
    done = check(proof, shell)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert b"PROVEN: row " in done.stdout
    assert WANTED.encode() in done.stdout


def test_a_proof_verifies_and_its_statement_fits_the_schema(proof, home):
    done = run("verify", proof, home=home, check=0)
    assert b"The proof holds." in done.stdout
    schema = json.loads((files("mediascan.report.schema") / "root.schema.json").read_bytes())
    jsonschema.validate(json.loads((proof / "statement.json").read_bytes()), schema)
    done = run("verify", proof, "--against", DEMO, home=home, check=2)
    assert b"A proof is not compared" in done.stderr


def test_a_proof_gives_nothing_away_of_the_other_rows(proof, report):
    """No name, digest or hash of a row without its salt is in the folder, and no other salt."""
    whole = b"".join(path.read_bytes() for path in proof.iterdir())
    for path, row in rows(report):
        if path == WANTED.encode():
            continue
        secrets = [path, *(row[key].encode() for key in ("salt", "sha256", "blake3") if key in row)]
        bare = json.dumps({k: v for k, v in row.items() if k != "salt"}, separators=(",", ":"))
        secrets.append(leaf_hash(bare.encode()).hex().encode())
        inside = WANTED.encode().startswith(path + b"/")
        assert not [one for one in secrets if one in whole and not (inside and one == path)]
    hashes = [line for line in (proof / "proof.txt").read_text().splitlines() if "hash" in line]
    known = {leaf_hash(line).hex() for line in lines(report)}
    assert len([one for one in hashes if one.removeprefix("hash ") in known]) == 1  # the sibling


@pytest.mark.parametrize(
    "name",
    [
        "check.sh",
        "instrument.pub.pem",
        "proof.txt",
        "row.json",
        "statement.dsse.json",
        "statement.json",
    ],
)
def test_a_tampered_proof_proves_nothing(copy, name, at_home):
    whole = (copy / name).read_bytes()
    title = name == "proof.txt"  # its first line, which the script does not read
    for at in sorted({0, len(whole) // 3, len(whole) // 2, len(whole) - 1}):
        data = bytearray(whole)
        data[at] ^= 1 << (at % 5)
        (copy / name).write_bytes(data)
        assert verify(copy).code == 4, at
        if name not in {"check.sh", "instrument.pub.pem"} and title <= at < len(whole) - 1:
            assert check(copy).returncode != 0, at
    (copy / name).write_bytes(b"")
    assert verify(copy).code == 4
    (copy / name).unlink()
    if name != "proof.txt":
        assert verify(copy).code in {3, 4}


def test_the_script_refuses_another_row_another_place_and_commands(copy, proof):
    other = (proof / "proof.txt").read_text()
    number = other.splitlines()[1].removeprefix("row ")
    for bad in (f"row {int(number) - 1}", "row 0", f"row 0{number}", "row a[$(touch hit)]", "row"):
        (copy / "proof.txt").write_text(other.replace(f"row {number}", bad))
        assert check(copy).returncode != 0, bad
    assert not (copy / "hit").exists()
    (copy / "proof.txt").write_text(other + other.splitlines()[-1] + "\n")
    assert b"NOT PROVEN" in check(copy).stdout
    (copy / "proof.txt").write_text(other)
    (copy / "row.json").write_bytes((proof / "row.json").read_bytes().replace(b"41000", b"41001"))
    assert b"NOT PROVEN: the row is not one of those" in check(copy).stdout


def test_every_row_can_be_proven_by_the_script(report, tmp_path, at_home):
    """By index; with the whole statement, which needs no key."""
    for number in (0, 1, 31, 32, 40, 41):  # 42 rows: both sides of each split
        out = tmp_path / str(number)
        assert prove(report, number, out, None).placed.number == number
        done = check(out)
        assert done.returncode == 0, (number, done.stdout, done.stderr)
        assert f"row {number} of 42".encode() in done.stdout
    assert verify(tmp_path / "41").code == 0


def test_the_whole_statement_needs_no_key_and_its_findings_are_announced(report, tmp_path):
    """Another installation: the report is a stranger's there."""
    home, out = tmp_path / "elsewhere", tmp_path / "out"
    done = run("prove", report, WANTED, "-o", out, home=home, check=2)
    assert b"--whole-statement" in done.stderr
    assert not out.exists()
    done = run("prove", report, "--row", 3, "-o", out, "--whole-statement", home=home, check=0)
    assert b"names the findings" in done.stderr
    assert b"Nobody here vouches" in done.stderr
    assert (out / "statement.json").read_bytes() == (report / "statement.json").read_bytes()
    run("verify", out, home=home, check=5)


def test_what_cannot_be_proven_is_refused(report, proof, tmp_path, at_home, home):
    out = tmp_path / "out"
    for wanted in (b"no/such/file", 42, b""):
        with pytest.raises(UsageError, match="has no"):
            prove(report, wanted, out, None)
    for place in (proof, report / "proof", DEMO / "proof"):
        with pytest.raises(UsageError):
            prove(report, WANTED.encode(), place, None)
    for words in ([], [WANTED, "--row", "1"]):
        run("prove", report, *words, "-o", out, home=home, check=2)
    assert not out.exists()
    assert not (DEMO / "proof").exists()
    assert not (report / "proof").exists()
