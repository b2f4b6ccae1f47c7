"""A source that goes away while it is read, and comes back.

Two means. A FUSE file system of our own (tests/faults/fuse_mirror.py) whose server ends after some
bytes, so that the kernel itself answers ENOTCONN: where root may mount /dev/fuse. And, always, a
tree whose calls give ENODEV in every process of the run (tests/faults/pulled_drive). Device-mapper
targets are not used: the machines that run this suite have no device-mapper.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import jsonschema
import pytest

from tests.conftest import run, statement_without_times

FAULTS = Path(__file__).parents[1] / "faults"
SCHEMA = FAULTS.parents[1] / "mediascan/report/schema/statement.schema.json"
WORDS = ("--case", "2026-0173", "--workers", "2")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """400 small files in 20 folders, and one of 24 MiB."""
    root = tmp_path_factory.mktemp("drive")
    chance = random.Random(21)
    for folder in range(20):
        (root / f"folder {folder:02}").mkdir()
        for number in range(20):
            path = root / f"folder {folder:02}" / f"file {number:02}.bin"
            path.write_bytes(chance.randbytes(chance.randrange(1, 9000)))
    (root / "large.bin").write_bytes(chance.randbytes(1 << 20) * 24)
    shutil.copy(Path(__file__).parents[2] / "fixtures/demo/datasets/embeddings.npy", root)
    return root


@pytest.fixture
def point(tmp_path):
    """Where file systems are mounted."""
    if os.geteuid() or not Path("/dev/fuse").exists():
        pytest.skip("mounting a FUSE file system needs root and /dev/fuse")
    place = tmp_path / "drive"
    place.mkdir()
    yield place
    subprocess.run(["umount", "-l", place], check=False, capture_output=True)


@contextmanager
def mounted(files, point, limit=None):
    """`files` at `point`, until `limit` bytes were read; afterwards nothing is mounted there."""
    words = [sys.executable, FAULTS / "fuse_mirror.py", files, point]
    server = subprocess.Popen(
        [*words, *([] if limit is None else [str(limit)])],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        if server.stdout.readline() != b"ready\n":
            pytest.skip(f"this machine lets nobody mount FUSE: {server.stderr.read()[-200:]!r}")
        yield
    finally:
        subprocess.run(["umount", "-l", point], check=True)
        server.kill()
        server.communicate()


def check_interim(out, home, *, done):
    """The interim report in `out`, made by the run `done`."""
    statement = json.loads((out / "statement.json").read_bytes())
    jsonschema.validate(statement, json.loads(SCHEMA.read_bytes()))
    said = (done.stdout + done.stderr).decode()
    assert "Connect the drive again and run the same command, which goes on." in said
    predicate = statement["predicate"]
    assert predicate["verdict"]["outcome"] != "CLEAR"
    assert "source-vanished" in [hit["rule"] for hit in predicate["verdict"]["hits"]]
    assert predicate["coverage"]["vanished"] is True
    assert predicate["coverage"]["complete"] is False
    first = predicate["faults"]["listed"][0]
    assert first["path"] == "."
    assert "the rest of the source was not read" in first["fault"]["message"]
    assert predicate["times"]["sessions"][-1]["outcome"] == "vanished"
    assert (out / ".work" / "catalog.sqlite").exists()
    check_verified(out, home)
    return predicate


def check_verified(out, home):
    assert "An interim report" in run("verify", out, home=home, check=0).stdout.decode()
    done = subprocess.run(["sh", "VERIFY.txt"], cwd=out, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def events(done):
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]


@pytest.mark.parametrize("limit", [0, 500_000, 12_000_000])
def test_a_drive_that_vanishes_leaves_an_interim_report_and_resumes(
    files, point, tmp_path, home, limit
):
    whole, out = tmp_path / "whole", tmp_path / "out"
    with mounted(files, point):
        run("inspect", point, "--out", whole, *WORDS, home=home, check=0)
    with mounted(files, point, limit):
        done = run("inspect", point, "--out", out, *WORDS, home=home, check=3)
        check_interim(out, home, done=done)
        told = [one["event"] for one in events(done) if one["event"] not in {"progress", "step"}]
        assert told == ["started", "phase", "vanished", "phase", "finished"]
        dead = run("inspect", point, "--out", out, *WORDS, home=home, check=3)
        assert "is not there now" in dead.stderr.decode()
    bare = run("inspect", point, "--out", out, *WORDS, home=home, check=3)
    assert "is not there now" in bare.stderr.decode()
    check_verified(out, home)
    with mounted(files, point):
        run("inspect", point, "--out", out, *WORDS, home=home, check=0)
    assert statement_without_times(out) == statement_without_times(whole)
    assert not (out / ".work").exists()
    assert b"nterim" not in run("verify", out, home=home, check=0).stdout


def test_one_that_vanishes_again_while_it_is_checked_loses_nothing(files, point, tmp_path, home):
    out = tmp_path / "out"
    with mounted(files, point, 12_000_000):
        run("inspect", point, "--out", out, *WORDS, home=home, check=3)
    before = json.loads((out / "statement.json").read_bytes())["predicate"]["coverage"]
    with mounted(files, point, 0):
        done = run("inspect", point, "--out", out, *WORDS, home=home, check=3)
        after = check_interim(out, home, done=done)["coverage"]
    assert int(after["bytesRead"]) >= int(before["bytesRead"])
    shutil.rmtree(out / ".work")
    with mounted(files, point):
        done = run("inspect", point, "--out", out, *WORDS, home=home, check=2)
    assert "interim report without the work folder" in done.stderr.decode()


def test_calls_that_say_no_such_device_end_the_same_way(files, tmp_path, home):
    whole, out, mark = tmp_path / "whole", tmp_path / "out", tmp_path / "pulled"
    run("inspect", files, "--out", whole, *WORDS, home=home, check=0)
    env = {"PYTHONPATH": str(FAULTS / "pulled_drive"), "PULLED": str(mark), "PULLED_AFTER": "60"}
    done = run("inspect", files, "--out", out, *WORDS, home=home, check=3, env=env)
    predicate = check_interim(out, home, done=done)
    assert predicate["coverage"]["files"] > 0
    kept = predicate["coverage"]["bytesRead"]
    done = run("inspect", files, "--out", out, *WORDS, home=home, check=3, env=env)
    assert check_interim(out, home, done=done)["coverage"]["bytesRead"] == kept
    mark.unlink()
    run("inspect", files, "--out", out, *WORDS, home=home, check=0)
    assert statement_without_times(out) == statement_without_times(whole)
