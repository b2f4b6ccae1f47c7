"""The order of reading and the number of workers change nothing of what is signed."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import DEMO, run, statement_without_times

WORDS = ("--case", "2026-0173", "--exhibit", "7")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """Files of many folders written in turn, large and empty ones, names that sort oddly."""
    root = tmp_path_factory.mktemp("exhibit")
    chance = random.Random(11)
    for number in range(1500):
        folder = root / ("a", "a-b", "a0", "b/c", "b")[number % 5]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number % 7}-{number}").write_bytes(chance.randbytes(chance.randrange(5000)))
    (root / "a-").symlink_to("a")
    (root / "empty").write_bytes(b"")
    for number in range(2):
        (root / f"large {number}").write_bytes(chance.randbytes(1 << 20) * 66)
    return root


def statement(folder):
    """Without times and without the order, and the order."""
    made = json.loads(statement_without_times(folder))
    return made, made["predicate"]["options"].pop("order")


@pytest.fixture(scope="module")
def by_path(tree, tmp_path_factory, home):
    out = tmp_path_factory.mktemp("by path") / "out"
    run("inspect", tree, "--out", out, *WORDS, "--order", "path", home=home, check=0)
    return statement(out)[0]


@pytest.mark.parametrize(
    ("order", "workers"), [("path", 3), ("inode", 1), ("extent", 0), ("extent", 3)]
)
def test_another_order_gives_the_same_statement(tree, by_path, tmp_path, home, order, workers):
    out = tmp_path / "out"
    more = ("--order", order, "--workers", workers)
    run("inspect", tree, "--out", out, *WORDS, *more, home=home, check=0)
    assert statement(out) == (by_path, order)
    run("verify", out, home=home, check=0)


def test_a_killed_run_goes_on_in_another_order(tree, by_path, tmp_path, home):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "mediascan", "inspect", str(tree), "--out", str(out), *WORDS]
    environment = {**os.environ, "MEDIASCAN_HOME": str(home)}
    process = subprocess.Popen(
        [*command, "--order", "extent", "--quiet"], env=environment, stderr=subprocess.DEVNULL
    )
    for _ in range(1000):
        if (out / ".work" / "folders.sqlite").exists():
            break
        time.sleep(0.01)
    time.sleep(0.7)
    process.send_signal(signal.SIGKILL)
    process.wait()
    run("inspect", tree, "--out", out, *WORDS, "--order", "inode", home=home, check=0)
    assert statement(out) == (by_path, "inode")


def test_a_source_without_places_takes_the_word_and_is_read_by_path(tmp_path, home):
    run(
        "inspect",
        f"osfs://{DEMO}",
        "--out",
        tmp_path / "a",
        "--order",
        "extent",
        home=home,
        check=0,
    )
    run("inspect", f"osfs://{DEMO}", "--out", tmp_path / "b", home=home, check=0)
    assert statement(tmp_path / "a")[0] == statement(tmp_path / "b")[0]


def test_an_unknown_order_is_refused(tmp_path, home):
    done = run("inspect", DEMO, "--out", tmp_path / "a", "--order", "size", home=home, check=2)
    assert b"extent" in done.stderr
