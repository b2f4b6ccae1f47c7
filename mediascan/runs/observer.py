"""What a run tells whoever watches it: numbers that were counted, nothing that was guessed."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from mediascan.model.row import Row

_SAMPLES = 360  # one in ten seconds for an hour
_SAMPLE_SECONDS = 10.0
_STEP_ROWS = 4096  # entries between two words of a phase


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands. `total_bytes` and `eta_seconds` are None where they are not known.

    `rate` is bytes/s over the last hour, from which the time left comes; `current_rate` over the
    last ten to twenty seconds.
    """

    files: int
    bytes_read: int
    findings: int
    faults: int
    rate: int
    total_bytes: int | None
    eta_seconds: int | None
    elapsed_seconds: int
    current_rate: int


class Observer(Protocol):
    """Watches a run. All calls come from one thread."""

    def started(self, source: dict[str, Any], *, resumed: bool) -> None: ...

    def phase(self, name: str) -> None:
        """What is done now: "listing what is on the medium", "checking what was read before",
        "reading", "writing the report".
        """

    def step(self, done: int, whole: int) -> None:
        """So many entries of all are done in a phase that reads no content."""

    def progress(self, now: Progress) -> None: ...

    def vanished(self, reason: str) -> None:
        """The source is not there any more: an interim report follows. `reason` has no end mark."""

    def finished(self, predicate: dict[str, Any], *, earlier: bool) -> None:
        """The report is in place; `earlier`: it was so before, and nothing was read now."""

    def stopped(self, reason: str) -> None:
        """The run ends without a report; `reason` is one sentence."""


class Silent:
    """Watches nothing."""

    def started(self, source: dict[str, Any], *, resumed: bool) -> None:
        """Nobody is told."""

    def phase(self, name: str) -> None:
        """Nobody is told."""

    def step(self, done: int, whole: int) -> None:
        """Nobody is told."""

    def progress(self, now: Progress) -> None:
        """Nobody is told."""

    def vanished(self, reason: str) -> None:
        """Nobody is told."""

    def finished(self, predicate: dict[str, Any], *, earlier: bool) -> None:
        """Nobody is told."""

    def stopped(self, reason: str) -> None:
        """Nobody is told."""


class Estimator:
    """Rate and time left over bytes, from the last hour of a run.

    A short window makes a slow drive look stopped, and a mean since the start hides that it slows
    down; an hour of samples does neither.
    """

    def __init__(self, started: float) -> None:
        self._samples: deque[tuple[float, int]] = deque([(started, 0)], maxlen=_SAMPLES)

    def rate(self, now: float, count: int) -> int:
        """Bytes/s at time `now` (seconds), when `count` bytes were read in this session."""
        then, before = self._samples[0]
        if now - self._samples[-1][0] >= _SAMPLE_SECONDS:
            self._samples.append((now, count))
        return int((count - before) / (now - then)) if now > then else 0

    def current(self, now: float, count: int) -> int:
        """Bytes/s of late, so that a drive that stalls is seen to stall."""
        recent = self._samples[max(-2, -len(self._samples))]
        return int((count - recent[1]) / (now - recent[0])) if now > recent[0] else 0


class Steps:
    """Counts the entries of a phase that passes over them, once or several times."""

    def __init__(self, observer: Observer, whole: int) -> None:
        self._observer = observer
        self._whole = whole
        self._done = 0

    def watch(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The same rows, counted."""
        for row in rows:
            yield row
            self.one()

    def one(self) -> None:
        self._done += 1
        if self._done % _STEP_ROWS == 0 or self._done == self._whole:
            self._observer.step(self._done, self._whole)


def eta(left: int | None, rate: int) -> int | None:
    """Seconds for `left` bytes, or None where that is not known."""
    return None if left is None or rate <= 0 else max(0, left) // rate
