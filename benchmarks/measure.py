"""Runs commands and measures them: seconds, the phases of mediascan, memory, in balanced order."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.corpora import Corpus

READING, REPORT = "reading", "writing the report"  # phases, docs/events.md
CACHES = Path("/proc/sys/vm/drop_caches")
GOOD_CODES = (0, 3, 4)  # finished; 3 and 4: some files were damaged or changed (docs/exit_codes.md)
SAMPLE_SECONDS = 0.03
_KIB_A_MIB = 1024


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one run. Of a peer all three are the same."""

    whole: float  # from the start of the command to its end
    reading: float  # the phase in which files are read, hashed, classified and written down
    report: float = 0.0  # the phase behind it


def peer_run(commands: Sequence[tuple[list[str], int]], folder: str) -> Times:
    """Run the commands of a peer one after another; each time is multiplied as its pair says."""
    seconds = 0.0
    for arguments, times in commands:
        began = time.perf_counter()
        subprocess.run(
            arguments, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        seconds += (time.perf_counter() - began) * times
    return Times(seconds, seconds)


class Ours:
    """mediascan as a command, with a home and output folders of its own in `scratch`."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._events = scratch / "events.ndjson"
        self._out = scratch / "out"
        self.environment = {**os.environ, "HOME": str(scratch)}

    def command(self, corpus: Corpus, arguments: Sequence[str]) -> list[str]:
        """The command over `corpus`, into an output folder that is not there yet."""
        shutil.rmtree(self._out, ignore_errors=True)
        fixed = ["--out", str(self._out), "--events", str(self._events), "--quiet"]
        return [sys.executable, "-m", "mediascan", "inspect", corpus.folder, *fixed, *arguments]

    def run(self, corpus: Corpus, arguments: Sequence[str]) -> Times:
        """Inspect `corpus` once. Raises `CalledProcessError` when the command fails."""
        order = self.command(corpus, arguments)
        began = time.perf_counter()
        done = subprocess.run(order, check=False, env=self.environment, stdout=subprocess.DEVNULL)
        whole = time.perf_counter() - began
        if done.returncode not in GOOD_CODES:
            raise subprocess.CalledProcessError(done.returncode, order)
        return phases(self._events.read_bytes(), whole)


def phases(events: bytes, whole: float) -> Times:
    """The times of a run from its NDJSON events, of which those named `phase` count."""
    moments: dict[str, datetime] = {}
    for line in events.splitlines():
        event = json.loads(line)
        name = event["name"] if event["event"] == "phase" else event["event"]
        moments[name] = datetime.fromisoformat(event["time"])
    reading = (moments[REPORT] - moments[READING]).total_seconds()
    return Times(whole, reading, (moments["finished"] - moments[REPORT]).total_seconds())


def balanced(runs: dict[str, Callable[[], Times]], passes: int) -> list[dict[str, Times]]:
    """Each of `runs` once a pass, forward and backward in turn: A B C, C B A, A B C, ...

    What a machine does meanwhile then meets all of them alike, and a ratio is made within a pass.
    """
    order = list(runs)
    done = []
    for number in range(passes):
        turn = order if number % 2 == 0 else order[::-1]
        done.append({name: runs[name]() for name in turn})
    return done


def cold_possible() -> bool:
    """Whether the page cache can be dropped here."""
    return os.access(CACHES, os.W_OK)


def drop_caches() -> None:
    """Forget all pages, names and inodes that the kernel remembers (proc(5), drop_caches)."""
    os.sync()
    CACHES.write_text("3")


def peak(arguments: list[str], folder: str | None, environment: dict[str, str]) -> float:
    """The largest memory in MiB of a command and all its children together.

    Each 30 ms the proportional set sizes (Pss in /proc/PID/smaps_rollup, proc(5)) of all processes
    of its session are added up: pages that several share count once. Not in timed runs.
    """
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        arguments, cwd=folder, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
    )
    most = 0
    while process.poll() is None:
        most = max(most, sum(_pss(one) for one in _session(process.pid)))
        time.sleep(SAMPLE_SECONDS)
    if process.returncode not in GOOD_CODES:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return most / _KIB_A_MIB


def _session(leader: int) -> list[str]:
    """The processes whose session is `leader`: field 6 of /proc/PID/stat, behind the name."""
    found = []
    for one in os.listdir("/proc"):  # noqa: PTH208 - names are enough
        if one.isdigit():
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{one}/stat").read_text("utf-8", "replace")
                if int(text.rpartition(")")[2].split()[3]) == leader:
                    found.append(one)
    return found


def _pss(process: str) -> int:
    """KiB; 0 for a process that has just ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
