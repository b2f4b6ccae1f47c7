"""What a drive, a disk or a user can do wrong: each ends in a sentence, a code, and no loss."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mediascan.report.manifest_reader import rows
from tests.conftest import DEMO, run

ROOT = os.geteuid() == 0


def inspect(tree, out, home, *words, check=None, **more):
    return run("inspect", tree, "--out", out, *words, home=home, check=check, **more)


def predicate(out):
    return json.loads((out / "statement.json").read_bytes())["predicate"]


def row(out, path):
    return next(data for name, data in rows(out) if name == path)


def test_a_missing_source(tmp_path, home):
    done = inspect(tmp_path / "nowhere", tmp_path / "out", home, check=2)
    assert b"There is no source" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_output_folder_inside_the_source_is_refused(tmp_path, home):
    (tmp_path / "exhibit").mkdir()
    for out in (tmp_path / "exhibit", tmp_path / "exhibit" / "deep" / "out"):
        done = inspect(tmp_path / "exhibit", out, home, check=2)
        assert b"evidence is never written to" in done.stderr
    (tmp_path / "link").symlink_to(tmp_path / "exhibit")
    inspect(tmp_path / "exhibit", tmp_path / "link" / "out", home, check=2)
    assert not list((tmp_path / "exhibit").iterdir())


def test_an_output_folder_with_something_else_is_refused(tmp_path, home):
    out = tmp_path / "out"
    out.mkdir()
    (out / "holiday.jpg").write_bytes(b"mine")
    done = inspect(DEMO, out, home, check=2)
    assert b"not empty" in done.stderr
    assert [path.name for path in out.iterdir()] == ["holiday.jpg"]
    inspect(DEMO, out / "holiday.jpg", home, check=2)


def test_an_unfinished_inspection_of_another_case_is_not_touched(tmp_path, home):
    tree = tmp_path / "exhibit"
    tree.mkdir()
    with (tree / "large").open("wb") as stream:
        stream.truncate(4 << 30)
    out = tmp_path / "out"
    command = ["inspect", tree, "--out", out, "--case", "1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "mediascan", *command],
        env={**os.environ, "MEDIASCAN_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(500):
        time.sleep(0.02)
        if (out / ".work" / "folders.sqlite").exists():
            break
    done = inspect(tree, out, home, "--case", "1", check=2)
    assert b"Another mediascan is working" in done.stderr
    process.kill()
    process.wait()
    (tree / "large").write_bytes(b"short")
    done = inspect(tree, out, home, "--case", "2", check=2)
    assert b"unfinished inspection with another case (1)" in done.stderr
    done = inspect(DEMO, out, home, "--case", "1", check=2)
    assert b"unfinished inspection with another source" in done.stderr
    inspect(tree, out, home, "--case", "1", check=0)


def test_a_finished_report_never_answers_for_another_source(tmp_path, home):
    out = tmp_path / "out"
    done = inspect(DEMO, out, home, "--case", "1", check=0)
    assert b"nothing was read again" not in done.stderr
    done = inspect(DEMO, out, home, "--case", "1", check=0)
    assert b"nothing was read again now" in done.stderr
    assert json.loads(done.stdout)["earlier"] is True
    done = inspect(DEMO / "models", out, home, "--case", "1", check=2)
    assert b"holds the finished report of another source" in done.stderr
    assert done.stdout.count(b"\n") == 1
    assert json.loads(done.stdout)["event"] == "stopped"
    done = inspect(DEMO, out, home, "--case", "2", check=2)
    assert b"holds the finished report of another case (1)" in done.stderr


def test_odd_entries_are_listed_and_never_opened(tmp_path, home):
    tree = tmp_path / "exhibit"
    tree.mkdir()
    os.mkfifo(tree / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tree / "socket"))
    (tree / "passwd").symlink_to("/etc/passwd")
    (tree / "loop").symlink_to(".")
    (tree / "nowhere").symlink_to(b"\xff\x1b[31m")
    if ROOT:
        os.mknod(tree / "null", 0o20600, os.makedev(1, 3))
        os.mknod(tree / "disk", 0o60600, os.makedev(7, 250))
    (tree / "empty").touch()
    out = tmp_path / "out"
    inspect(tree, out, home, check=0)
    found = {name: data["type"] for name, data in rows(out)}
    assert found[b"fifo"] == "fifo"
    assert found[b"socket"] == "socket"
    assert found[b"passwd"] == found[b"loop"] == found[b"nowhere"] == "link"
    assert row(out, b"passwd")["target"] == "/etc/passwd"
    assert "target_b64" in row(out, b"nowhere")
    assert row(out, b"empty")["sha256"].startswith("e3b0c442")
    assert predicate(out)["coverage"]["files"] == 1
    assert predicate(out)["verdict"]["outcome"] == "CLEAR"


NAMES = (
    b"new\nline",
    b"esc\x1b]0;owned\x07",
    b"not utf-8 \xff\xfe",
    "right to left \u202egpj.exe".encode(),
    b"x" * 255,
    b"[red]markup <script>alert(1) <b> | `code` & *bold*",
    b" leading and trailing ",
    b"-rf",
    "中文 العربية é".encode(),
    b"back\\slash",
)


def test_hostile_names_are_kept_byte_by_byte_and_shown_harmless(tmp_path, home):
    tree = tmp_path / "exhibit"
    tree.mkdir()
    demo = next(DEMO.rglob("*.safetensors")).read_bytes()
    for name in NAMES:
        (Path(os.fsdecode(os.fsencode(tree) + b"/" + name))).write_bytes(demo)
    out = tmp_path / "out"
    done = inspect(tree, out, home, check=0)
    assert sorted(name for name, _ in rows(out)) == sorted(NAMES)
    for text in (
        (out / "report.html").read_bytes(),
        (out / "report.md").read_bytes(),
        done.stderr,
    ):
        assert b"\x1b" not in text
        assert b"<script>alert" not in text
        assert "\u202e".encode() not in text
        text.decode("utf-8")
    run("verify", out, "--against", tree, home=home, check=0)
    for name in NAMES:
        shown = run("explain", out, os.fsdecode(name), home=home) if name[0] != ord("-") else None
        assert shown is None or b"\x1b" not in shown.stdout


def test_five_thousand_levels_of_folders(tmp_path, home):
    tree = tmp_path / "exhibit"
    tree.mkdir()
    at = os.open(tree, os.O_RDONLY)
    for _ in range(5000):
        os.mkdir("d", dir_fd=at)
        deeper = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = deeper
    file = os.open("bottom.txt", os.O_WRONLY | os.O_CREAT, dir_fd=at)
    os.write(file, b"down here\n")
    os.close(file)
    os.close(at)
    out = tmp_path / "out"
    try:
        inspect(tree, out, home, check=0)
        assert predicate(out)["coverage"]["folders"] == 5000
        deepest = max((name for name, _ in rows(out)), key=len)
        assert deepest == b"d/" * 5000 + b"bottom.txt"
        run("verify", out, home=home, check=0)
    finally:
        subprocess.run(["rm", "-rf", tree], check=True)


def test_a_sparse_file_is_read_and_a_huge_one_is_reported(tmp_path, home):
    tree = tmp_path / "exhibit"
    tree.mkdir()
    for name, size in ((b"sparse", 64 << 20), (b"huge", 3 << 40)):
        try:
            with (tree / name.decode()).open("wb") as stream:
                stream.truncate(size)
        except OSError:
            pytest.skip("the file system here has no files of 3 TiB")
    out = tmp_path / "out"
    inspect(tree, out, home, check=3)
    assert row(out, b"sparse")["content"] == "constant"
    assert "sha256" in row(out, b"sparse")
    huge = row(out, b"huge")
    assert "sha256" not in huge
    assert huge["faults"][0]["kind"] == "limit"
    assert predicate(out)["verdict"]["outcome"] == "INCONCLUSIVE"


@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv (util-linux) is missing")
def test_what_may_not_be_read_is_said(tmp_path, home):
    tree = tmp_path / "exhibit"
    (tree / "closed folder").mkdir(parents=True)
    (tree / "closed folder" / "inside").write_text("x")
    (tree / "closed file").write_text("x")
    (tree / "open").write_text("plain text\n")
    (tree / "closed file").chmod(0)
    (tree / "closed folder").chmod(0)
    out = tmp_path / "out"
    # root may read everything; without these capabilities even root may not
    drop = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if ROOT else []
    done = subprocess.run(
        [*drop, sys.executable, "-m", "mediascan", "inspect", tree, "--out", out],
        env={**os.environ, "MEDIASCAN_HOME": str(home)},
        capture_output=True,
        check=False,
    )
    (tree / "closed folder").chmod(0o700)
    assert done.returncode == 3, done.stderr
    assert b"Traceback" not in done.stderr
    assert row(out, b"closed file")["faults"][0]["kind"] == "unreadable"
    assert row(out, b"closed folder")["faults"][0]["kind"] == "unreadable"
    coverage = predicate(out)["coverage"]
    assert (coverage["unreadableFiles"], coverage["unreadableFolders"]) == (1, 1)
    assert coverage["complete"] is False
    assert predicate(out)["verdict"]["outcome"] == "INCONCLUSIVE"


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 1 MiB, to be filled."""
    if not ROOT:
        pytest.skip("mounting a small file system needs root")
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1M", "none", place]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount a tmpfs")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_said_and_the_run_goes_on_once_there_is_room(small_disk, tmp_path, home):
    tree = tmp_path / "exhibit"
    tree.mkdir()
    for number in range(6000):
        (tree / f"{number:06} with a rather long name to fill the disk sooner").write_text(
            str(number)
        )
    out = small_disk / "out"
    done = inspect(tree, out, home, check=3)
    assert b"run the same command again" in done.stderr
    subprocess.run(["mount", "-o", "remount,size=64M", small_disk], check=True)
    inspect(tree, out, home, check=0)
    assert predicate(out)["coverage"]["files"] == 6000
    run("verify", out, "--against", tree, home=home, check=0)


def test_passphrases(tmp_path, home):
    (tmp_path / "right").write_text("correct horse\n")
    (tmp_path / "wrong").write_text("battery staple\n")
    key = tmp_path / "officer.pem"
    run("keys", "new", key, "--passphrase-file", tmp_path / "right", home=home, check=0)
    assert key.stat().st_mode & 0o777 == 0o600
    words = ("--key", key, "--passphrase-file")
    out = tmp_path / "out"
    done = inspect(DEMO, out, home, *words, tmp_path / "wrong", check=2)
    assert b"passphrase does not open" in done.stderr
    assert not out.exists()
    done = inspect(DEMO, out, home, "--key", key, check=2)
    assert b"--passphrase-file" in done.stderr
    inspect(DEMO, out, home, *words, tmp_path / "right", check=0)
    assert predicate(out)["signer"]["protected"] is True
    run("verify", out, home=home, check=5)
    with (tmp_path / "right").open("rb") as secret:
        more = ("--passphrase-fd", str(secret.fileno()))
        run(
            "inspect",
            DEMO,
            "--out",
            tmp_path / "again",
            *more,
            home=home,
            check=0,
            env={"MEDIASCAN_KEY": str(key)},
            pass_fds=[secret.fileno()],
        )


def test_fail_on_turns_the_verdict_into_an_exit_code(tmp_path, home):
    inspect(DEMO, tmp_path / "out", home, "--fail-on", "refer", "--quiet", check=12)


def test_events_are_one_json_object_a_line(tmp_path, home):
    done = inspect(DEMO, tmp_path / "out", home, "--events", "-", check=0)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0]["event"] == "started"
    assert events[0]["schema"] == "1.0"
    assert events[-1]["event"] == "finished"
    assert events[-1]["verdict"]["outcome"] == "HOLD"
    quiet = inspect(DEMO, tmp_path / "quiet", home, "--quiet", check=0)
    assert quiet.stdout == quiet.stderr == b""


def test_evidence_is_not_changed_by_being_read(tmp_path, home):
    tree = tmp_path / "exhibit"
    shutil.copytree(DEMO, tree)

    def state():
        listed = sorted([tree, *tree.rglob("*")])
        return [
            (p, p.lstat().st_atime_ns, p.lstat().st_mtime_ns, p.lstat().st_ctime_ns) for p in listed
        ]

    for path in [tree, *tree.rglob("*")]:
        os.utime(path, (1, 1), follow_symlinks=False)  # relatime would update such an access time
    before = state()
    inspect(tree, tmp_path / "out", home, check=0)
    assert state() == before


def test_events_that_cannot_be_written_end_in_a_sentence_and_the_run_goes_on_later(tmp_path, home):
    out = tmp_path / "out"
    done = inspect(DEMO, out, home, "--events", "/dev/full", check=3)
    assert b"No space left" in done.stderr
    assert b"the same command goes on" in done.stderr
    inspect(DEMO, out, home, check=0)
