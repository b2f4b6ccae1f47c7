"""A drive that stops answering, or goes, holds no other back: a file system in user space."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mediascan.engine.pool import worker_count
from tests.conftest import DEMO, run
from tests.e2e import slow_drive

PATIENCE = 120  # seconds until the other drive must be finished


@pytest.fixture
def drive(tmp_path):
    """(where it is mounted, the file that lets reads go on, the process that answers)."""
    if os.geteuid() or not Path("/dev/fuse").exists() or not shutil.which("mount"):
        pytest.skip("mounting a file system in user space needs root and /dev/fuse")
    place, gate = tmp_path / "slow", tmp_path / "gate"
    place.mkdir()
    fuse = os.open("/dev/fuse", os.O_RDWR)
    options = f"ro,fd={fuse},rootmode=40000,user_id=0,group_id=0"
    mount = ["mount", "-i", "-t", "fuse", "-o", options, "slow", place]
    if subprocess.run(mount, pass_fds=[fuse], capture_output=True, check=False).returncode:
        os.close(fuse)
        pytest.skip("this machine does not let root mount a file system in user space")
    command = [sys.executable, slow_drive.__file__, str(fuse), str(gate)]
    server = subprocess.Popen(command, pass_fds=[fuse])
    os.close(fuse)
    yield place, gate, server
    server.kill()
    server.wait()
    subprocess.run(["umount", "-l", place], check=True)


def predicate(folder):
    return json.loads((folder / "statement.json").read_bytes())["predicate"]


def spawned(parent):
    """The processes that `parent` made through `multiprocessing`, without its helper."""
    found = []
    for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes():
                found.append(one)
    return found


def started(sources, out, home):
    """An inspection of `sources`, once the last of them has its report."""
    command = [sys.executable, "-m", "mediascan", "inspect", *map(str, sources), "--out", str(out)]
    process = subprocess.Popen(
        [*command, "--quiet"],
        env={**os.environ, "MEDIASCAN_HOME": str(home)},
        stderr=subprocess.PIPE,
    )
    ready = out / f"{len(sources):02}-{sources[-1].name}" / "statement.dsse.json"
    for _ in range(PATIENCE * 10):
        if ready.exists():
            return process
        time.sleep(0.1)
    process.terminate()
    raise AssertionError(process.communicate())


def test_a_drive_that_stops_answering_holds_no_other_back(drive, tmp_path, home):
    place, gate, _ = drive
    out = tmp_path / "out"
    process = started([place, DEMO], out, home)
    assert process.poll() is None  # the slow one is still waited for
    while len(left := spawned(process.pid)) > 1:
        time.sleep(0.05)  # the other one has written its report and is about to end
    assert len(spawned(left[0])) == -(-worker_count() // 2)  # two sources share the processors
    assert not (out / "01-slow" / "statement.json").exists()
    run("verify", out / "02-demo", home=home, check=0)
    gate.touch()
    _, words = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, words
    slow = predicate(out / "01-slow")["coverage"]
    assert (slow["files"], slow["complete"]) == (slow_drive.FILES, True)
    assert int(slow["bytesRead"]) == slow_drive.FILES * slow_drive.SIZE


def test_a_drive_that_goes_holds_no_other_back_and_is_not_called_clear(drive, tmp_path, home):
    place, _, server = drive
    out = tmp_path / "out"
    process = started([place, DEMO], out, home)
    server.kill()
    _, words = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3, words
    assert b"Traceback" not in words
    run("verify", out / "02-demo", home=home, check=0)
    if (out / "01-slow" / "statement.json").exists():
        assert predicate(out / "01-slow")["verdict"]["outcome"] == "INCONCLUSIVE"
