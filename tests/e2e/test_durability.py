"""Nothing is lost and nothing false is signed, whatever happens to machine and output disk.

Power cuts are `kill -9` at seeded moments and `os._exit` before each step of publishing
(tests/faults/publishing.py); a full disk is a small tmpfs where root may mount one, and
RLIMIT_FSIZE always. benchmarks/torture does a hundred kills.
"""

import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

from mediascan.engine.digests import RESUMABLE
from mediascan.engine.resumable import maker_of
from mediascan.report.folder import WORK
from tests.conftest import run, statement_without_times

ROOT = Path(__file__).parents[2]
FAULTS = ROOT / "tests/faults"
SCHEMA = ROOT / "mediascan/report/schema/statement.schema.json"
WORDS = ("--case", "2026-0173", "--workers", "2")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """2,400 files in 80 folders: some batches, some transactions, and a catalog of a megabyte."""
    root = tmp_path_factory.mktemp("exhibit")
    chance = random.Random(31)
    for folder in range(80):
        (root / f"folder {folder:02}").mkdir()
        for number in range(30):
            path = root / f"folder {folder:02}" / f"file {number:02} {'long ' * 20}.bin"
            path.write_bytes(chance.randbytes(chance.randrange(600)))
    (root / "large.bin").write_bytes(chance.randbytes(1 << 20) * 24)
    return root


@pytest.fixture(scope="module")
def whole(tree, tmp_path_factory, home):
    """The report of a run that nothing disturbed."""
    out = tmp_path_factory.mktemp("whole") / "out"
    run("inspect", tree, "--out", out, *WORDS, home=home, check=0)
    return out


@pytest.fixture(scope="module")
def read(tree, tmp_path_factory, home):
    """An inspection that was killed when all was read and nothing published."""
    out = tmp_path_factory.mktemp("read") / "out"
    env = {"PYTHONPATH": str(FAULTS / "no_publishing")}
    run("inspect", tree, "--out", out, *WORDS, home=home, check=9, env=env)
    return out


@pytest.fixture(scope="module")
def interim(tree, tmp_path_factory, home):
    """The interim report of a drive that was pulled."""
    place = tmp_path_factory.mktemp("interim")
    env = {"PYTHONPATH": str(FAULTS / "pulled_drive"), "PULLED": str(place / "pulled")}
    env["PULLED_AFTER"] = "600"
    run("inspect", tree, "--out", place / "out", *WORDS, home=home, check=3, env=env)
    return place / "out"


def resumed(tree, out, whole, home):
    run("inspect", tree, "--out", out, *WORDS, home=home, check=0)
    assert statement_without_times(out) == statement_without_times(whole)
    run("verify", out, home=home, check=0)


@pytest.mark.parametrize("seed", range(4))
def test_kill_9_at_a_random_moment_and_resume_gives_the_same_statement(
    tree, whole, tmp_path, home, seed
):
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "mediascan", "inspect", tree, "--out", out, *WORDS, "--quiet"],
        env={**os.environ, "MEDIASCAN_HOME": str(home)},
    )
    chance = random.Random(seed)
    for _ in range(500):  # from the first row on, or the kill would hit the imports
        if (out / WORK / "folders.sqlite").exists():
            break
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 1.2))
    process.send_signal(signal.SIGKILL)
    process.wait()
    resumed(tree, out, whole, home)


@pytest.mark.parametrize("workers", ["1", "3"])
def test_the_number_of_workers_changes_no_byte_but_times(tree, whole, tmp_path, home, workers):
    out = tmp_path / "out"
    words = ("--case", "2026-0173", "--workers", workers)
    run("inspect", tree, "--out", out, *words, home=home, check=0)
    assert statement_without_times(out) == statement_without_times(whole)


@pytest.fixture
def small_disk(tmp_path):
    """A function that gives a disk of so many bytes, or makes it that large."""
    place = tmp_path / "disk"
    place.mkdir()

    def sized(size):
        more = ["remount", *()] if os.path.ismount(place) else []
        options = ",".join([*more, f"size={size}"])
        words = ["mount", "-t", "tmpfs", "-o", options, "none", place]
        if subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("mounting a tmpfs needs root; RLIMIT_FSIZE stands in for it below")
        return place

    yield sized
    subprocess.run(["umount", "-l", place], check=False, capture_output=True)


def test_the_output_disk_is_full_at_any_moment(tree, whole, tmp_path, home, small_disk):
    phases = set()
    chance = random.Random(8)
    for size in (150_000, 900_000):
        out = small_disk(size + chance.randrange(200_000)) / "out"
        done = run("inspect", tree, "--out", out, *WORDS, home=home, check=3)
        assert re.search("full|No space left", done.stderr.decode()), done.stderr
        assert "the same command" in done.stderr.decode()
        phases.add(b"writing the report" in done.stdout)
        small_disk(1 << 30)
        resumed(tree, out, whole, home)
        shutil.rmtree(out)
    assert phases == {False, True}  # while rows were written, and while the report was


@pytest.mark.parametrize("most", [30_000, 150_000, 400_000])
def test_the_output_disk_takes_no_longer_files(tree, whole, tmp_path, home, most):
    out = tmp_path / "out"
    limit = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))}
    done = run("inspect", tree, "--out", out, *WORDS, home=home, check=3, **limit)
    assert "he same command" in done.stderr.decode()
    resumed(tree, out, whole, home)


def test_a_clock_that_jumps_changes_times_only(tree, whole, tmp_path, home):
    out = tmp_path / "out"
    env = {"PYTHONPATH": str(FAULTS / "jumping_clock")}
    done = run("inspect", tree, "--out", out, *WORDS, home=home, check=0, env=env)
    assert statement_without_times(out) == statement_without_times(whole)
    statement = json.loads((out / "statement.json").read_bytes())
    jsonschema.validate(statement, json.loads(SCHEMA.read_bytes()))
    times = statement["predicate"]["times"]
    assert 0 < int(times["elapsedNs"]) < 200 * 10**9
    for one in times["sessions"]:
        assert RFC_3339.fullmatch(one["started"])
        assert RFC_3339.fullmatch(one["ended"])
    events = [json.loads(line)["time"] for line in done.stdout.splitlines()]
    assert events != sorted(events)  # the clock did go backwards
    told = [json.loads(line) for line in done.stdout.splitlines() if b'"progress"' in line]
    assert told
    for one in told:
        assert 0 <= one["elapsedSeconds"] < 200
        assert one["secondsLeft"] is None or one["secondsLeft"] >= 0
        assert int(one["bytesPerSecond"]) >= 0
    run("verify", out, home=home, check=0)


def published(report, before, place, kind):
    """What is left when publishing `report` over `before` ends before each of its steps."""
    words = [sys.executable, FAULTS / "publishing.py", report, before, place, kind]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, env=environment, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("start", ["nothing", "an interim report"])
def test_a_power_cut_while_a_report_is_published(tree, whole, read, interim, tmp_path, home, start):
    before = read if start == "nothing" else interim
    place = tmp_path / "cut"
    states = published(whole, before, place, "final")
    assert len(states) > 25
    for one in states:
        assert one["code"] in {0, 3}, one  # never tampered
        if one["finished"]:
            assert one["signed"], one
            assert not one["vanished"], one
    assert states[-1]["code"] == 0
    assert states[-1]["finished"]
    assert [one["finished"] for one in states] == sorted(one["finished"] for one in states)
    first = next(one["at"] for one in states if one["finished"])
    for at in (first // 2, first - 1, first, first + 3):
        resumed(tree, place / str(at), whole, home)


def test_a_power_cut_while_one_interim_report_replaces_another(
    tree, whole, interim, tmp_path, home
):
    place = tmp_path / "cut"
    states = published(interim, interim, place, "interim")
    for one in states:
        assert one["code"] in {0, 3}, one
        assert not one["finished"], one
    assert states[-1]["vanished"]
    for at in (len(states) // 2, len(states) - 1):
        resumed(tree, place / str(at), whole, home)


def damaged(catalog, how, chance):
    """`catalog` with some damage that a disk, or somebody, could have done to it."""
    with closing(sqlite3.connect(catalog)) as database:  # all of it in one file
        database.execute("PRAGMA journal_mode = DELETE")
    data = bytearray(catalog.read_bytes())
    match how:
        case "cut off":
            del data[len(data) * 2 // 3 :]
        case "no header":
            data[:100] = chance.randbytes(100)
        case "a page of zeros":
            at = chance.randrange(1, len(data) // 8192) * 8192
            data[at : at + 8192] = bytes(8192)
        case "flipped bits":
            for _ in range(8):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    catalog.write_bytes(data)


@pytest.mark.parametrize("how", ["cut off", "no header", "a page of zeros", "flipped bits"])
def test_a_damaged_catalog_is_said_and_never_signed(tree, whole, read, tmp_path, home, how):
    chance = random.Random(how)
    refused = 0
    for number in range(3):
        out = tmp_path / str(number)
        shutil.copytree(read, out)
        damaged(out / WORK / "catalog.sqlite", how, chance)
        done = run("inspect", tree, "--out", out, *WORDS, home=home)
        if done.returncode:
            assert done.returncode in {2, 3}, done.stderr
            assert b"nternal error" not in done.stderr
            assert not (out / "statement.dsse.json").exists()
            refused += b"catalog of this inspection is damaged" in done.stderr
        else:  # it lay where nothing is, or what it hit was read again
            assert statement_without_times(out) == statement_without_times(whole)
    assert refused


def test_a_digest_with_a_wrong_bit_is_not_signed(tree, read, tmp_path, home):
    out = tmp_path / "out"
    shutil.copytree(read, out)
    with closing(sqlite3.connect(out / WORK / "catalog.sqlite")) as database, database:
        (sums,) = database.execute("SELECT sha256 FROM batch WHERE id = 1").fetchone()
        wrong = sums[:-1] + bytes([sums[-1] ^ 1])
        database.execute("UPDATE batch SET sha256 = ? WHERE id = 1", (wrong,))
    done = run("inspect", tree, "--out", out, *WORDS, home=home, check=3)
    assert b"damaged" in done.stderr
    assert not (out / "statement.json").exists()


def test_two_runs_at_once_do_not_disturb_each_other(tree, whole, tmp_path, home):
    out = tmp_path / "out"
    words = [sys.executable, "-m", "mediascan", "inspect", tree, "--out", out, *WORDS]
    first = subprocess.Popen(
        words,
        env={**os.environ, "MEDIASCAN_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    for _ in range(500):
        if out.exists():
            break
        time.sleep(0.01)
    second = run("inspect", tree, "--out", out, *WORDS, home=home)
    _, said = first.communicate()
    assert first.returncode == 0, said
    assert second.returncode in {0, 2}, second.stderr  # 0: the first had ended by then
    if second.returncode:
        assert b"Another mediascan is working" in second.stderr
    assert statement_without_times(out) == statement_without_times(whole)
    run("verify", out, home=home, check=0)


@pytest.mark.parametrize("names", ["sha256", "blake3,sha256"])
def test_a_large_file_goes_on_at_its_last_segment(tmp_path, home, names):
    """The segments before the mark cannot be read a second time, so a second time would show."""
    for name in names.split(","):
        if maker_of(name) is None:
            pytest.skip(f"no library here gives out the state of {name}")
    drive = tmp_path / "drive"
    drive.mkdir()
    with (drive / "weights.bin").open("wb") as file:
        for at in range(0, RESUMABLE, 3 * (1 << 24)):  # the rest are holes that read as zeros
            file.seek(at)
            file.write(random.Random(at).randbytes(4096))
        file.truncate(RESUMABLE + 12345)
    words = [*WORDS, *(word for name in names.split(",") for word in ("--digest", name))]
    whole, out = tmp_path / "whole", tmp_path / "out"
    run("inspect", drive, "--out", whole, *words, home=home, check=0)
    env = {"PYTHONPATH": str(FAULTS / "killed_at_a_mark")}
    run("inspect", drive, "--out", out, *words, home=home, check=9, env=env)
    env = {"PYTHONPATH": str(FAULTS / "lost_after_a_mark")}
    run("inspect", drive, "--out", out, *words, home=home, check=0, env=env)
    assert statement_without_times(out) == statement_without_times(whole)
