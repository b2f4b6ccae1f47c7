"""Worker processes: spawned, one pipe each, so that it is always known who holds what.

A worker that dies (a C library on hostile bytes) or gives no sign of life takes only its own
batches with it: they are halved and tried again until one entry stands alone, and that entry is
reported. `concurrent.futures` cannot say whose batch killed a worker; see docs/decisions/0012.
"""

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Protocol

from mediascan.engine.gather import crashed
from mediascan.engine.inspect import Inspector
from mediascan.engine.signals import end_with_parent, undisturbed
from mediascan.engine.unlocker import no_core
from mediascan.model.errors import IncompleteError, MediascanError
from mediascan.model.finding import FaultKind
from mediascan.model.mark import Mark
from mediascan.model.reading import Reading
from mediascan.model.row import BatchResult
from mediascan.model.source import Batch, EntryKind, Group, SourceSpec, join
from mediascan.sources.media.ring import Ring

IN_HAND = 2  # batches a worker holds: one at work, one waiting, so that it never idles
TICK_SECONDS = 0.25
START_SECONDS = 120.0  # for a worker to open the source: a sleeping disk needs some
STALL_SECONDS = 600.0  # no byte and no answer for so long: a medium that hangs, or a C library


Work = Callable[[SourceSpec, Reading, Connection, Any, int], None]  # the life of a worker process


class Marks(Protocol):
    """Where the marks of large files are kept from one session to the next."""

    def keep(self, mark: Mark) -> None: ...

    def of(self, path: bytes) -> Mark | None: ...


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    held: deque[Batch] = field(default_factory=deque)
    ready: bool = False  # it has opened the source and said so
    moved: float = field(default_factory=time.monotonic)
    seen: int = 0  # bytes on its meter when it last moved


class Pool:
    """Runs batches of one source in up to `count` processes, started as work is there."""

    def __init__(
        self,
        spec: SourceSpec,
        reading: Reading,
        count: int,
        work: Work | None = None,
        marks: Marks | None = None,
        ring: Ring | None = None,
    ) -> None:
        self._spec = spec
        self._reading = reading
        self._work = work or (partial(_work, ring=ring) if ring else _work)
        self._marks = marks
        self._context = multiprocessing.get_context("spawn")
        self._meters = self._context.RawArray("Q", count + 1)  # the last: workers that are busy
        self._count = count
        self._workers: list[_Worker] = []

    @property
    def bytes_read(self) -> int:
        """Bytes read so far by all workers, also within files that are not finished."""
        return sum(self._meters[:-1])

    def results(self, batches: Iterator[Batch], tick: Callable[[], None]) -> Iterator[BatchResult]:
        """The results of `batches`, as they come; `tick` is called some times a second."""
        again: deque[Batch] = deque()
        while True:
            self._feed(again, batches)
            busy = [worker for worker in self._workers if worker.held]
            self._meters[-1] = len(busy)
            if not busy:
                return
            ready = wait([worker.pipe for worker in busy], TICK_SECONDS)
            for slot, worker in enumerate(self._workers):
                if worker.pipe in ready:
                    yield from self._receive(slot, again)
                elif worker.held:
                    yield from self._check(slot, again)
            tick()

    def close(self) -> None:
        """End the workers; what they hold is lost, and will be read again."""
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()

    def _start(self, slot: int) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(
            target=self._work,
            args=(self._spec, self._reading, there, self._meters, slot),
            daemon=True,
        )
        with undisturbed():
            process.start()
        there.close()
        return _Worker(process, here)

    def _feed(self, again: deque[Batch], batches: Iterator[Batch]) -> None:
        """Give each worker what it can hold; one more is started for a batch that none waits for.

        So a small source costs one process, whose start takes longer than reading it.
        """
        for most in range(1, IN_HAND + 1):
            for slot in range(self._count):
                if slot < len(self._workers) and not _takes(self._workers[slot], most):
                    continue
                batch = again.popleft() if again else next(batches, None)
                if batch is None:
                    return
                if batch.mark and most > 1:  # it may be large: only who waits for it takes it
                    again.appendleft(batch)
                    return
                if slot == len(self._workers):
                    self._workers.append(self._start(slot))
                self._give(self._workers[slot], batch)

    def _give(self, worker: _Worker, batch: Batch) -> None:
        if not worker.held:
            worker.moved = time.monotonic()
        worker.held.append(batch)
        try:
            worker.pipe.send(batch)
        except OSError:  # it died: its pipe says so at the next look
            return

    def _receive(self, slot: int, again: deque[Batch]) -> Iterator[BatchResult]:
        worker = self._workers[slot]
        try:
            result: BatchResult | Mark | MediascanError | str | None = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._bury(slot, again, FaultKind.CRASHED)
            return
        worker.moved = time.monotonic()
        match result:
            case None:
                worker.ready = True
            case MediascanError():
                raise result
            case Mark() if self._marks:
                self._marks.keep(result)
            case str(words):  # our own bug, which the worker survived
                yield from _split(worker.held.popleft(), again, FaultKind.CRASHED, words)
            case BatchResult(part=token) if token:
                yield result
            case BatchResult():
                worker.held.popleft()
                again.extend(_again(result, self._marks))
                yield result

    def _check(self, slot: int, again: deque[Batch]) -> Iterator[BatchResult]:
        """Whether a worker that says nothing still reads."""
        worker = self._workers[slot]
        now, count = time.monotonic(), self._meters[slot]
        if count != worker.seen:
            worker.seen, worker.moved = count, now
        elif now - worker.moved > (STALL_SECONDS if worker.ready else START_SECONDS):
            worker.process.kill()
            yield from self._bury(slot, again, FaultKind.TIMED_OUT)

    def _bury(self, slot: int, again: deque[Batch], kind: FaultKind) -> Iterator[BatchResult]:
        """Replace a dead worker, and split what it was working on."""
        dead = self._workers[slot]
        dead.process.join()
        dead.pipe.close()
        if not dead.ready:
            code = dead.process.exitcode
            raise IncompleteError(f"The worker processes cannot start (exit code {code}).")
        guilty, *waiting = dead.held
        again.extendleft(reversed(waiting))
        self._workers[slot] = self._start(slot)
        words = f"the worker that examined this entry ended (exit code {dead.process.exitcode})"
        if kind is FaultKind.TIMED_OUT:
            words = f"no byte and no answer for {STALL_SECONDS:.0f} s"
        yield from _split(guilty, again, kind, words)


def _takes(worker: _Worker, most: int) -> bool:
    """Whether one more batch makes no more than `most`; behind one that leads nothing waits."""
    return len(worker.held) < most and not any(batch.leads for batch in worker.held)


def worker_count() -> int:
    """One worker for each processor that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _again(result: BatchResult, marks: Marks | None) -> Iterator[Batch]:
    """Batches for what did not fit the batch of `result`."""
    for folder, name in result.large:
        mark = marks.of(join(folder, name)) if marks else None
        yield Batch((Group(folder, (name,), bytes([EntryKind.FILE])),), alone=True, mark=mark)
    if result.later:
        kind = bytes([EntryKind.FILE])
        yield Batch(tuple(Group(folder, (name,), kind) for folder, name in result.later))


def _split(
    guilty: Batch, again: deque[Batch], kind: FaultKind, words: str
) -> Iterator[BatchResult]:
    """Try the halves of a batch that failed; one entry alone is reported."""
    halves = _halve(guilty)
    again.extendleft(reversed(halves))
    if not halves:
        yield crashed(guilty, kind, words)


def _halve(batch: Batch) -> list[Batch]:
    """Two batches with the entries of one; none when there is only one entry."""
    singles = [
        Group(group.folder, (name,), group.kinds[at : at + 1], group.faults[at : at + 1])
        for group in batch.groups
        for at, name in enumerate(group.names)
    ]
    middle = len(singles) // 2
    return [Batch(tuple(half)) for half in (singles[:middle], singles[middle:])] if middle else []


class _Meter:
    """What one worker shares with all: the bytes that it read, and how many are busy."""

    def __init__(self, meters: Any, slot: int) -> None:
        self._meters = meters
        self._slot = slot
        self._processors = worker_count()

    def add(self, count: int) -> None:
        self._meters[self._slot] += count

    def room(self) -> bool:
        return bool(self._meters[-1] < self._processors)


def _work(
    spec: SourceSpec,
    reading: Reading,
    pipe: Connection,
    meters: Any,
    slot: int,
    ring: Ring | None = None,
) -> None:
    """The life of a worker: one batch after another, until the parent goes away."""
    if spec.keys:
        no_core()
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):  # of the pipe: there is nobody left to tell
        try:
            inspector = Inspector(spec, reading, _Meter(meters, slot), pipe.send)
        except MediascanError as bad:
            pipe.send(bad)
            return
        if ring:
            inspector.share(ring, slot)
        pipe.send(None)
        while True:
            pipe.send(_inspected(inspector, pipe.recv()))


def _inspected(inspector: Inspector, batch: Batch) -> BatchResult | str:
    """The result of `batch`, or what went wrong in words."""
    try:
        return inspector.inspect(batch)
    except Exception as bug:  # noqa: BLE001 - the one place where any error becomes data
        place = traceback.extract_tb(bug.__traceback__)[-1]
        return f"{type(bug).__name__} at {Path(place.filename).name}:{place.lineno}: {bug}"
