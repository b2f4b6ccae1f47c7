"""A run that is killed goes on, and ends with the same statement as one that was not."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.conftest import run, statement_without_times

WORDS = ("--case", "2026-0173", "--exhibit", "7", "--workers", "2")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """1,500 files in 60 folders, and one that takes some time to read."""
    root = tmp_path_factory.mktemp("exhibit")
    source = random.Random(7)
    for folder in range(60):
        (root / f"folder {folder:02}").mkdir()
        for number in range(25):
            path = root / f"folder {folder:02}" / f"file {number:02}.bin"
            path.write_bytes(source.randbytes(source.randrange(6000)))
    (root / "large.bin").write_bytes(source.randbytes(1 << 20) * 80)
    return root


@pytest.fixture(scope="module")
def undisturbed(tree, tmp_path_factory, home):
    out = tmp_path_factory.mktemp("whole") / "out"
    started = time.monotonic()
    run("inspect", tree, "--out", out, *WORDS, home=home, check=0)
    return out, time.monotonic() - started


def start(tree, out, home):
    environment = {**os.environ, "MEDIASCAN_HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, "-m", "mediascan", "inspect", str(tree), "--out", str(out), *WORDS],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def test_kill_9_at_ten_points_and_resume_gives_the_same_statement(
    tree, undisturbed, tmp_path, home
):
    whole, seconds = undisturbed
    for point in range(10):
        out = tmp_path / f"killed at {point}"
        process = start(tree, out, home)
        time.sleep(seconds * (point + 0.5) / 10)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        run("inspect", tree, "--out", out, *WORDS, home=home, check=0)
        assert statement_without_times(out) == statement_without_times(whole), point
        run("verify", out, home=home, check=0)


def test_killed_again_and_again_it_still_ends_the_same(tree, undisturbed, tmp_path, home):
    whole, seconds = undisturbed
    out = tmp_path / "out"
    for _ in range(4):
        process = start(tree, out, home)
        time.sleep(seconds * 0.5)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    run("inspect", tree, "--out", out, *WORDS, home=home, check=0)
    assert statement_without_times(out) == statement_without_times(whole)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_polite_signal_says_that_the_same_command_goes_on(tree, tmp_path, home, number, code):
    out = tmp_path / "out"
    process = start(tree, out, home)
    work = out / ".work" / "folders.sqlite"
    for _ in range(600):
        if work.exists():
            break
        time.sleep(0.02)
    process.send_signal(number)
    _, words = process.communicate(timeout=30)
    assert process.returncode == code, words
    assert b"the same command goes on" in words
    assert b"Traceback" not in words
    run("verify", out, home=home, check=3)
    run("inspect", tree, "--out", out, *WORDS, home=home, check=0)


def test_no_worker_outlives_a_killed_run(tree, tmp_path, home):
    process = start(tree, tmp_path / "out", home)
    children = ""
    for _ in range(200):
        time.sleep(0.02)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        if len(children.split()) >= 2:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    time.sleep(1.5)
    for child in children.split():
        command = Path(f"/proc/{child}/cmdline")
        assert not command.exists() or b"spawn_main" not in command.read_bytes()


def test_what_changed_between_two_sittings_is_read_again(tmp_path, home):
    tree, out = tmp_path / "exhibit", tmp_path / "out"
    tree.mkdir()
    changed = tree / "changed.bin"
    changed.write_bytes(b"before")
    endless = tree / "endless.bin"
    with endless.open("wb") as file:
        file.truncate(1 << 36)  # 64 GiB of nothing: the first sitting cannot finish
    process = start(tree, out, home)
    wait_for_row(out, b"changed.bin")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (out / "statement.dsse.json").exists()
    changed.write_bytes(b"something else")
    endless.write_bytes(b"an end")
    run("inspect", tree, "--out", out, *WORDS, home=home, check=0)
    run("verify", out, "--against", tree, home=home, check=0)


def wait_for_row(out, path):
    """Until the catalog in `out` has the row of `path`: it is in WAL mode, so a copy is read."""
    for _ in range(600):
        time.sleep(0.05)
        with tempfile.TemporaryDirectory() as copy:
            for name in ("catalog.sqlite", "catalog.sqlite-wal"):
                with contextlib.suppress(OSError):
                    shutil.copy(out / ".work" / name, copy)
            with (
                contextlib.suppress(sqlite3.Error),
                contextlib.closing(sqlite3.connect(Path(copy) / "catalog.sqlite")) as database,
            ):
                if database.execute("SELECT 1 FROM batch WHERE instr(path, ?)", (path,)).fetchone():
                    return
    pytest.fail(f"no row of {path!r} in 30 seconds")
