"""Who watches a run: a person at a terminal, or a program that reads events."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

import orjson
from rich.progress import Progress as Bar

from mediascan.cli.console import duration, progress_bar, size
from mediascan.model.display import harmless, show
from mediascan.model.errors import READER_GONE, Interrupted, UsageError
from mediascan.runs.clock import now
from mediascan.runs.observer import Observer, Progress, Silent

EVENTS_SCHEMA = "1.0"  # docs/events.md
_EVERY = 1.0  # seconds between two progress events


class Board(Protocol):
    """Where sources are watched: one line each."""

    def line(self) -> Observer:
        """A watcher for one more source."""


class TerminalBoard:
    """A line a source, redrawn in place."""

    def __init__(self) -> None:
        self._bar = progress_bar()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        bad: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def line(self) -> Observer:
        return _TerminalLine(self._bar)


class _TerminalLine:
    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None, amount="", rate="", left="", counts="")
        self._name = ""

    def started(self, source: dict[str, Any], *, resumed: bool) -> None:
        self._name = show(source["path"]) + (" (resumed)" if resumed else "")
        self._bar.update(self._task, description=self._name)

    def phase(self, name: str) -> None:
        self._bar.update(self._task, description=f"{self._name}: {name}")

    def progress(self, now: Progress) -> None:
        whole = f" of {size(now.total_bytes)}" if now.total_bytes else ""
        self._bar.update(
            self._task,
            total=now.total_bytes,
            completed=now.bytes_read,
            amount=f"{size(now.bytes_read)}{whole}, {now.files:,} files",
            rate=f"{size(now.rate)}/s",
            left=f"left: {duration(now.eta_seconds)}",
            counts=f"{now.findings:,} findings, {now.faults:,} faults",
        )

    def vanished(self, reason: str) -> None:
        self._bar.update(self._task, description=f"{self._name}: {show(reason)}")

    def finished(self, predicate: dict[str, Any], *, earlier: bool) -> None:
        name = self._name or show(predicate["source"]["path"])
        when = " (finished earlier)" if earlier else ""
        if predicate["coverage"].get("vanished"):
            when = " so far: the source vanished"
        words = f"{name}: {predicate['verdict']['outcome']}{when}"
        self._bar.update(self._task, description=words)

    def stopped(self, reason: str) -> None:
        self._bar.update(self._task, description=f"{self._name}: stopped: {show(reason)}")


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
                raise UsageError(
                    f"Cannot write events to {show(bytes(self._target))}: {bad.strerror}."
                ) from bad
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        bad: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._target:
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
        except OSError:
            self._failed = True
            raise


class _EventLine:
    def __init__(self, write: Callable[[dict[str, Any]], None], number: int) -> None:
        self._write = write
        self._which = {"line": number} if number else {}
        self._last = 0.0

    def started(self, source: dict[str, Any], *, resumed: bool) -> None:
        self._event("started", {"schema": EVENTS_SCHEMA, "source": source, "resumed": resumed})

    def phase(self, name: str) -> None:
        self._event("phase", {"name": name})

    def progress(self, now: Progress) -> None:
        moment = time.monotonic()
        if moment - self._last < _EVERY:
            return
        self._last = moment
        self._event(
            "progress",
            {
                "files": now.files,
                "bytesRead": str(now.bytes_read),
                "totalBytes": None if now.total_bytes is None else str(now.total_bytes),
                "bytesPerSecond": str(now.rate),
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

    def _event(self, event: str, data: dict[str, Any]) -> None:
        self._write({"event": event, "time": now(), **self._which, **data})


class SilentBoard:
    """Nobody watches."""

    def line(self) -> Observer:
        return Silent()
