"""Several drives at once: a report each, and none waits for another."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import DEMO, run, statement_without_times


def predicate(folder):
    return json.loads((folder / "statement.json").read_bytes())["predicate"]


def test_each_source_has_a_report_of_its_own(tmp_path, home):
    other = tmp_path / "other"
    other.mkdir()
    (other / "note.txt").write_text("plain text\n")
    out = tmp_path / "out"
    words = ("--case", "1", "--exhibit", "7", "--events", "-")
    done = run("inspect", DEMO, other, "--out", out, *words, home=home, check=0)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert {event["line"] for event in events} == {1, 2}
    assert sum(event["event"] == "finished" for event in events) == 2
    assert predicate(out / "01-demo")["case"]["exhibit"] == "7.1"
    assert predicate(out / "02-other")["case"]["exhibit"] == "7.2"
    assert predicate(out / "02-other")["verdict"]["outcome"] == "CLEAR"
    alone = tmp_path / "alone"
    run("inspect", DEMO, "--out", alone, "--case", "1", "--exhibit", "7.1", home=home, check=0)
    assert statement_without_times(alone) == statement_without_times(out / "01-demo")


def test_a_source_that_fails_leaves_the_others_alone(tmp_path, home):
    out = tmp_path / "out"
    done = run("inspect", tmp_path / "nowhere", DEMO, "--out", out, home=home, check=2)
    assert b"There is no source" in done.stderr
    run("verify", out / "02-demo", home=home, check=0)


def test_a_signal_stops_all_of_them_and_the_same_command_goes_on(tmp_path, home):
    sources = []
    for name in "ab":
        (tmp_path / name).mkdir()
        with (tmp_path / name / "large").open("wb") as stream:
            stream.truncate(1 << 30)
        (tmp_path / name / "small").write_text(name)
        sources.append(str(tmp_path / name))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "mediascan", "inspect", *sources, "--out", str(out), "--quiet"]
    environment = {**os.environ, "MEDIASCAN_HOME": str(home)}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    works = [out / "01-a" / ".work" / "folders.sqlite", out / "02-b" / ".work" / "folders.sqlite"]
    for _ in range(1000):
        if all(work.exists() for work in works):
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, words = process.communicate(timeout=60)
    assert process.returncode == 143
    assert b"Traceback" not in words
    assert b"the same command goes on" in words
    run("inspect", *sources, "--out", out, home=home, check=0)
    assert predicate(out / "02-b")["coverage"]["files"] == 2


def test_no_report_is_written_into_a_source_that_is_read_beside_it(tmp_path, home):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "f").write_bytes(b"hello\n")
    done = run("inspect", tmp_path / "a", tmp_path / "b", "--out", tmp_path / "b/o", home=home)
    assert done.returncode == 2
    assert done.stderr.count(b"evidence is never written to") == 2
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["f"]


def test_a_source_with_the_longest_name_has_a_folder_too(tmp_path, home):
    for name in ("a", "n" * 255):
        (tmp_path / name).mkdir()
    done = run(
        "inspect", tmp_path / "a", tmp_path / ("n" * 255), "--out", tmp_path / "o", home=home
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "o").glob("02-nnn*/statement.dsse.json"))) == 1


@pytest.mark.skipif(os.name != "posix", reason="process groups of POSIX")
def test_ctrl_c_twice_at_a_terminal_reaches_all_and_prints_no_traceback(tmp_path, home):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(30):
            (tmp_path / name / f"f{number}").write_bytes(os.urandom(1 << 20))
    command = [sys.executable, "-m", "mediascan", "inspect", tmp_path / "a", tmp_path / "b"]
    for round_ in range(5):
        with subprocess.Popen(
            [*command, "--out", tmp_path / f"o{round_}"],
            env={**os.environ, "MEDIASCAN_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            while b'"reading"' not in process.stdout.readline():
                assert process.poll() is None
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.02 * round_)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
            _, words = process.communicate(timeout=60)
        assert process.returncode == 130, words
        assert b"Traceback" not in words
        assert b"ignored" not in words
