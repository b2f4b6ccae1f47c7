"""The command as scripts run it: pipes that close, signals, locales, names that a shell expands."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import run

SHELL = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")


@pytest.fixture
def tree(tmp_path):
    folder = tmp_path / "exhibit"
    folder.mkdir()
    for number in range(40):
        (folder / f"f{number}").write_bytes(os.urandom(1 << 20))
    return folder


def start(tree, out, home, **more):
    environment = {**os.environ, "MEDIASCAN_HOME": str(home)}
    command = [sys.executable, "-m", "mediascan", "inspect", str(tree), "--out", str(out)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, **more)


def until_reading(process):
    """Wait for the event that says so."""
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "phase" and event["name"] == "reading":
            return
    pytest.fail("it never read")


@SHELL
def test_a_closed_terminal_ends_a_run_as_a_signal_does(tree, tmp_path, home):
    process = start(tree, tmp_path / "out", home)
    until_reading(process)
    process.send_signal(signal.SIGHUP)
    _, words = process.communicate(timeout=60)
    assert process.returncode == 129, words
    assert b"the same command goes on" in words
    run("inspect", tree, "--out", tmp_path / "out", home=home)
    statement = json.loads((tmp_path / "out" / "statement.json").read_bytes())
    outcomes = [one["outcome"] for one in statement["predicate"]["times"]["sessions"]]
    assert outcomes == ["interrupted", "finished"]


@SHELL
def test_under_nohup_a_closed_terminal_ends_nothing(tree, tmp_path, home):
    def ignore():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    process = start(tree, tmp_path / "out", home, preexec_fn=ignore)
    until_reading(process)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert (tmp_path / "out" / "statement.dsse.json").exists()


@SHELL
def test_a_second_ctrl_c_loses_nothing(tree, tmp_path, home):
    process = start(tree, tmp_path / "out", home)
    until_reading(process)
    for _ in range(5):
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    _, words = process.communicate(timeout=60)
    assert b"Traceback" not in words
    assert process.returncode == 130, words
    run("inspect", tree, "--out", tmp_path / "out", home=home)
    run("verify", tmp_path / "out", "--against", tree, home=home, check=0)


@SHELL
def test_a_reader_that_goes_away_is_told_in_one_sentence(tree, tmp_path, home):
    process = start(tree, tmp_path / "out", home)
    with process:
        process.stdout.readline()
        process.stdout.close()
        words = process.stderr.read()
    assert process.returncode == 141, words
    assert words.count(b"\n") == 1
    assert b"The reader of the events went away; what was finished is kept" in words


@SHELL
def test_head_of_an_answer_is_no_error():
    command = f"{sys.executable} -m mediascan formats | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) in {("0\n", ""), ("141\n", "")}


def test_a_screen_that_knows_ascii_only_gets_escapes(tmp_path, home):
    folder = tmp_path / "exhibit"
    folder.mkdir()
    (folder / "Übung.mp4").write_bytes(b'{"a": 1}\n' * 9)
    plain = {"PYTHONIOENCODING": "ascii"}
    done = run("identify", folder / "Übung.mp4", home=home, check=0, env=plain)
    assert b"\\xdcbung.mp4" in done.stdout


@SHELL
def test_a_case_is_what_was_typed_in_any_locale(tmp_path, home):
    (tmp_path / "exhibit").mkdir()
    c = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    out = tmp_path / "out"
    run("inspect", tmp_path / "exhibit", "--out", out, "--case", "Ü-1", home=home, check=0, env=c)
    predicate = json.loads((out / "statement.json").read_bytes())["predicate"]
    assert predicate["case"]["case"] == "Ü-1"


@pytest.mark.parametrize("command", [["verify"], ["inspect", "--out", "o"], ["keys", "trust"]])
def test_a_name_that_a_shell_expanded_does_not_act_on_the_terminal(tmp_path, home, command):
    hostile = tmp_path / "a\x1b[31m\u202eb"
    hostile.write_bytes(b"x")
    done = run(command[0], *command[1:], hostile, home=home, cwd=tmp_path)
    assert done.returncode == 2
    assert b"\x1b" not in done.stdout + done.stderr
    assert "\u202e".encode() not in done.stderr


@SHELL
def test_what_is_no_file_is_not_opened_to_identify_it(tmp_path, home):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    done = run("identify", tmp_path / "fifo", tmp_path / "folder", "/dev/null", home=home, check=3)
    words = [line.rpartition(": ")[2] for line in done.stdout.decode().splitlines()]
    assert words == [
        "a FIFO, not opened",
        "a folder; mediascan inspect looks into folders",
        "a character device, not opened",
    ]


def test_formats_are_one_a_line_for_programs(home):
    lines = run("formats", home=home, check=0).stdout.splitlines()
    data = run("formats", "--json", home=home, check=0).stdout.splitlines()
    assert len(lines) == len(data) + 1
    gguf = next(one for one in map(json.loads, data) if one["id"] == "gguf")
    assert gguf["suffixes"] == [".gguf"]


def test_help_is_not_cut_short(home):
    text = run("--help", home=home, check=0, env={"COLUMNS": "80"}).stdout
    assert b"..." not in text.partition(b"\n")[2]


@SHELL
@pytest.mark.parametrize("pause", [0, 4])
def test_a_report_is_not_made_on_another_disk_when_its_own_went_away(tree, tmp_path, home, pause):
    """The folder is moved away while it is read into, as an unmounted disk takes it along."""
    out = tmp_path / "out"
    process = start(tree, out, home)
    until_reading(process)
    for _ in range(pause):  # at once, or when the list of folders is open
        time.sleep(0.05)
    out.rename(tmp_path / "elsewhere")
    _, words = process.communicate(timeout=60)
    assert process.returncode == 3, words
    assert b"finished is kept" in words
    assert not out.exists()
    (tmp_path / "elsewhere").rename(out)
    run("inspect", tree, "--out", out, home=home)
    run("verify", out, "--against", tree, home=home, check=0)
