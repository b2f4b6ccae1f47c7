"""The walk over a file system, in a process of its own.

Parsers are C code on hostile bytes. So each walk runs in a spawned process with limits on memory
and processor time; it sends its entries as columns (`sources/filesystems/columns.py`). When it
crashes or hangs, it is started once more, sending each entry alone, so that all that can be listed
is, and so that the last name before the end is known. The end is then a fault, and the run goes on.
"""

import gc
import importlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import orjson

from mediascan.engine.signals import end_with_parent, undisturbed
from mediascan.model.display import show
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.limits import MIB
from mediascan.sources.filesystems.base import FileSystem, Listed, ReadInto
from mediascan.sources.filesystems.columns import pack, unpack
from mediascan.sources.filesystems.registry import all_parsers

# Windows has none: there the walk has limits of time only.
resource: Any = importlib.import_module("resource") if os.name == "posix" else None

BATCH_ENTRIES = 4096  # sent at once
BATCH_WEIGHT = 4 * MIB  # bytes of paths, extents and resident content that go along
_EXTENT_WEIGHT = 24  # bytes of an extent in a column
_FACTS, _ENTRIES, _FAULT, _END = b"i", b"e", b"f", b"."

OpenVolume = Callable[[], ReadInto]  # opens the volume again in another process: it is pickled


@dataclass(frozen=True, slots=True)
class WalkLimits:
    """What a walk may spend. The defaults are for a volume of any size."""

    memory: int = 2048 * MIB  # bytes of address space: 10 million folders take 1 GiB
    processor: int = 300  # seconds of processor time between two batches: a loop in the parser
    silence: float = 600.0  # seconds without a batch and without a byte read: a medium that hangs
    start: float = 120.0  # seconds until the volume is open: a sleeping disk needs some


@dataclass(frozen=True, slots=True)
class _Job:
    """What a walk is told."""

    kind: str
    volume: OpenVolume
    size: int
    skip: int  # entries that the parent has already
    batch: int
    limits: WalkLimits


class Walk:
    """One walk. `facts` and `faults` are complete when `entries` has come to its end."""

    def __init__(
        self, kind: str, volume: OpenVolume, size: int, limits: WalkLimits | None = None
    ) -> None:
        self.facts: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self.count = 0
        self.last = b""  # path of the entry that came last
        self._kind = kind
        self._volume = volume
        self._size = size
        self._limits = limits or WalkLimits()

    def entries(self) -> Iterator[Listed]:
        """Every entry, as the parser gives them. What ends the walk early becomes a fault."""
        child = _Child(self._job(BATCH_ENTRIES))
        yield from self._received(child)
        if child.broken:
            child = _Child(self._job(1))
            yield from self._received(child)
        if child.broken:
            self.faults.append(self._fault(child))

    def _job(self, batch: int) -> _Job:
        return _Job(self._kind, self._volume, self._size, self.count, batch, self._limits)

    def _fault(self, child: "_Child") -> Fault:
        place = f"after {show(self.last)}" if self.last else "before its first entry"
        text = f"the walk over {self._kind} ended {place}, entry {self.count}: {child.broken}"
        kind = FaultKind.TIMED_OUT if child.hung else FaultKind.CRASHED
        return Fault(kind, text)

    def _received(self, child: "_Child") -> Iterator[Listed]:
        try:
            for tag, data in child.messages():
                if tag == _ENTRIES:
                    for one in unpack(data):
                        self.count += 1
                        self.last = one.path
                        yield one
                else:
                    self._said(tag, data)
        except (Malformed, orjson.JSONDecodeError) as bad:
            child.broken = str(bad)
        finally:
            child.end()

    def _said(self, tag: bytes, data: bytes) -> None:
        """Facts, or a fault."""
        if tag == _FACTS:
            said = orjson.loads(data)
            self.facts = said if isinstance(said, dict) else {}
            return
        kind, _, words = data.decode("utf-8", "replace").partition(" ")
        known = kind if kind in set(FaultKind) else FaultKind.MALFORMED
        self.faults.append(Fault(FaultKind(known), words))


class _Child:
    """The process that walks, as its parent sees it."""

    def __init__(self, job: _Job) -> None:
        self.broken = ""  # how it ended, in words; "" for an end as it should be
        self.hung = False
        self._limits = job.limits
        context = multiprocessing.get_context("spawn")
        self._meter = context.RawValue("Q", 0)
        self._pipe, there = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(job, there, self._meter), daemon=True)
        with undisturbed():
            self._process.start()
        there.close()

    def messages(self) -> Iterator[tuple[bytes, bytes]]:
        """What it sends, until it says that this is all, or is no more."""
        patience, moved, seen = self._limits.start, time.monotonic(), 0
        while True:
            try:
                if self._pipe.poll(0.25):
                    data = self._pipe.recv_bytes()
                    patience, moved = self._limits.silence, time.monotonic()
                    if data[:1] == _END:
                        return
                    yield data[:1], data[1:]
                    continue
            except (EOFError, OSError):
                self._process.join()
                self._buried()
                return
            now, count = time.monotonic(), int(self._meter.value)
            if count != seen:
                seen, moved = count, now
            elif now - moved > patience:
                self.hung = True
                self.broken = f"no answer for {patience:.0f} s"
                return

    def _buried(self) -> None:
        code = self._process.exitcode
        if hasattr(signal, "SIGXCPU") and code == -signal.SIGXCPU:
            self.hung = True
            self.broken = f"{self._limits.processor} s of processor time without an answer"
        elif code is not None and code < 0:
            self.broken = f"the parser crashed ({signal.Signals(-code).name})"
        else:
            self.broken = f"the parser's process ended (exit code {code})"

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _work(job: _Job, pipe: Connection, meter: Any) -> None:
    """The life of the process that walks."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=end_with_parent, daemon=True).start()
    os.environ["TZ"] = "UTC"  # times of FAT have no zone: none may be made up for them
    if hasattr(time, "tzset"):
        time.tzset()
    gc.disable()  # entries make no circles, and looking for some costs a fifth of the time
    with suppress(EOFError, OSError):  # of the pipe: there is nobody left to tell
        try:
            _walk(job, pipe, meter)
        except InputFault as bad:
            pipe.send_bytes(_FAULT + f"{FaultKind.MALFORMED} {bad}".encode())
        except MemoryError:
            text = f"{FaultKind.LIMIT} more than {job.limits.memory} bytes of memory"
            pipe.send_bytes(_FAULT + text.encode())
        pipe.send_bytes(_END)


def _walk(job: _Job, pipe: Connection, meter: Any) -> None:
    read = job.volume()

    def metered(buffer: memoryview, offset: int) -> int:
        done = read(buffer, offset)
        meter.value += done
        return done

    parser = all_parsers()[job.kind]
    if parser.open is None:
        raise Malformed(f"nothing lists the entries of {parser.title}")
    _limit(job.limits)
    system: FileSystem = parser.open(metered, job.size)
    pipe.send_bytes(_FACTS + orjson.dumps(system.facts()))
    batch: list[Listed] = []
    weight, skip = 0, job.skip
    for one in system.entries():
        if skip:
            skip -= 1
            continue
        batch.append(one)
        weight += len(one.path) + len(one.extents) * _EXTENT_WEIGHT + len(one.resident or b"")
        if len(batch) >= job.batch or weight >= BATCH_WEIGHT:
            pipe.send_bytes(_ENTRIES + pack(batch))
            _more_time(job.limits.processor)
            batch, weight = [], 0
    if batch:
        pipe.send_bytes(_ENTRIES + pack(batch))


def _limit(limits: WalkLimits) -> None:
    """From here on: so much memory, no core files, not a byte written to any file."""
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CORE, 1),  # core(5): 0 does not stop one that goes into a pipe
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(what)
        lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (lower, lower))
    _more_time(limits.processor)


def _more_time(seconds: int) -> None:
    """So many seconds of processor time from now on."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    if hard == resource.RLIM_INFINITY or soft <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
