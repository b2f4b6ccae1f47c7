"""What a run tells whoever watches it: numbers that were counted, nothing that was guessed."""

from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

_SAMPLES = 360  # one in ten seconds for an hour
_SAMPLE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands. `rate` is bytes/s; `total_bytes` and `eta_seconds` None: not known."""

    files: int
    bytes_read: int
    findings: int
    faults: int
    rate: int
    total_bytes: int | None
    eta_seconds: int | None
    elapsed_seconds: int


class Observer(Protocol):
    """Watches a run. All calls come from one thread."""

    def started(self, source: dict[str, Any], *, resumed: bool) -> None: ...

    def phase(self, name: str) -> None:
        """What is done now: "checking what was read before", "reading", "writing the report"."""

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


def eta(left: int | None, rate: int) -> int | None:
    """Seconds for `left` bytes, or None where that is not known."""
    return None if left is None or rate <= 0 else max(0, left) // rate
