"""Who watches a run without a terminal: a program that reads events, or nobody."""

import sys
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from mediascan.model.display import harmless
from mediascan.model.errors import READER_GONE, IncompleteError, Interrupted, UsageError
from mediascan.runs.clock import now
from mediascan.runs.observer import Observer, Progress, Silent

EVENTS_SCHEMA = "1.0"  # docs/events.md
_EVERY = 1.0  # seconds between two progress events


class EventBoard:
    """One JSON object a line, the schema's version in the first of each source."""

    def __init__(self, target: Path | None, *, several: bool) -> None:
        self._target = target
        self._several = several
        self._lines = 0
        self._failed = False
        self._stream: IO[bytes] = sys.stdout.buffer

    def __enter__(self) -> Self:
        if self._target:
            try:
                self._stream = self._target.open("wb")
            except OSError as bad:
                raise UsageError(f"Cannot write events to {self._target}: {bad.strerror}.") from bad
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        bad: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._target:
            with suppress(OSError) if self._failed else nullcontext():  # it was told already
                self._stream.close()

    def line(self) -> Observer:
        self._lines += 1
        return _EventLine(self._write, self._lines if self._several else 0)

    def _write(self, data: dict[str, Any]) -> None:
        """Write one line. A stream that failed once is left alone, as there is an end to tell."""
        if self._failed:
            return
        try:
            self._stream.write(orjson.dumps(data) + b"\n")
            self._stream.flush()
        except BrokenPipeError as bad:
            self._failed = True
            stop = Interrupted("The reader of the events went away; what was finished is kept.")
            stop.exit_code = READER_GONE
            raise stop from bad
        except OSError as bad:
            self._failed = True
            words = f"Cannot write events: {bad.strerror}; what was finished is kept, and the same"
            raise IncompleteError(f"{words} command goes on.") from bad


class _EventLine:
    def __init__(self, write: Callable[[dict[str, Any]], None], number: int) -> None:
        self._write = write
        self._which = {"line": number} if number else {}
        self._last = 0.0

    def started(self, source: dict[str, Any], *, resumed: bool) -> None:
        self._event("started", {"schema": EVENTS_SCHEMA, "source": source, "resumed": resumed})

    def phase(self, name: str) -> None:
        self._event("phase", {"name": name})

    def step(self, done: int, whole: int) -> None:
        if self._due():
            self._event("step", {"entries": done, "totalEntries": whole})

    def progress(self, now: Progress) -> None:
        if not self._due():
            return
        self._event(
            "progress",
            {
                "files": now.files,
                "bytesRead": str(now.bytes_read),
                "totalBytes": None if now.total_bytes is None else str(now.total_bytes),
                "bytesPerSecond": str(now.rate),
                "currentBytesPerSecond": str(now.current_rate),
                "secondsLeft": now.eta_seconds,
                "elapsedSeconds": now.elapsed_seconds,
                "findings": now.findings,
                "faults": now.faults,
            },
        )

    def vanished(self, reason: str) -> None:
        self._event("vanished", {"reason": reason})

    def finished(self, predicate: dict[str, Any], *, earlier: bool) -> None:
        data = {key: predicate[key] for key in ("verdict", "coverage")}
        self._event("finished", {"schema": EVENTS_SCHEMA, "earlier": earlier, **data})

    def stopped(self, reason: str) -> None:
        self._event("stopped", {"reason": harmless(reason)})

    def _due(self) -> bool:
        moment = time.monotonic()
        if moment - self._last < _EVERY:
            return False
        self._last = moment
        return True

    def _event(self, event: str, data: dict[str, Any]) -> None:
        self._write({"event": event, "time": now(), **self._which, **data})


class SilentBoard:
    """Nobody watches."""

    def line(self) -> Observer:
        return Silent()
