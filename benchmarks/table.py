"""Makes the table from what was measured: pure computing, so that a test can hold it to account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.measure import Times
from benchmarks.rows import MEMORY_REACH, MEMORY_SAME, Against, Row

OURS = "mediascan"


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of several numbers, the least and the greatest."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "Spread":
        return cls(median(numbers), min(numbers), max(numbers))

    def shown(self, digits: int = 2) -> str:
        one, low, high = (f"{n:.{digits}f}" for n in (self.middle, self.least, self.most))
        return f"{one} ({low}-{high})"


@dataclass(frozen=True, slots=True)
class Compared:
    """mediascan against one peer: ratios above 1 say that mediascan is faster."""

    engine: Spread  # reading without the start of the workers
    reading: Spread  # the whole phase "reading"
    whole: Spread  # the whole command: interpreter, workers, reading, report, signature


def compared(passes: Iterable[dict[str, Times]], peer: str, start: float) -> Compared:
    """Ratios made within each pass. `start` is what the phase takes with nothing to read."""
    pairs = [(one[OURS], one[peer].whole) for one in passes]
    return Compared(
        Spread.of([theirs / engine_seconds(ours, start) for ours, theirs in pairs]),
        Spread.of([theirs / ours.reading for ours, theirs in pairs]),
        Spread.of([theirs / ours.whole for ours, theirs in pairs]),
    )


def engine_seconds(ours: Times, start: float) -> float:
    """The phase "reading" without the start of the workers; never less than a tenth of it."""
    return max(ours.reading - start, ours.reading / 10)


def verdict(ratio: float, reach: float | None) -> str:
    """Whether `ratio` is what was to be reached, and by how much not."""
    if reach is None:
        return "no target"
    return "met" if ratio >= reach else f"missed by {(1 - ratio / reach) * 100:.0f} %"


def line(row: Row, one: Against, shown: str, result: Compared) -> str:
    """One line of the table."""
    cells = (
        row.title,
        row.state,
        shown,
        "-" if one.reach is None else f"{one.reach:g}",
        result.engine.shown(),
        verdict(result.engine.middle, one.reach),
        result.whole.shown(),
        verdict(result.whole.middle, one.reach),
    )
    return "| " + " | ".join(cells) + " |"


HEADER = (
    "| work | cache | against | reach | engine: ratio | | whole command: ratio | |\n"
    "|---|---|---|---|---|---|---|---|"
)


def rates(name: str, runs: Sequence[float], files: int, size: int) -> str:
    """One line with the seconds and the rates of one contender."""
    middle = median(runs)
    spread = Spread.of(runs).shown()
    return f"| {name} | {spread} | {files / middle:,.0f} | {size / middle / 1e9:.2f} |"


RATES_HEADER = "| {title} | seconds | files/s | GB/s |\n|---|---|---|---|"


def memory_lines(peaks: dict[str, float], files: dict[str, int]) -> list[str]:
    """The lines on memory: each corpus, and whether many files need more than few."""
    lines = ["| memory, all processes | files | MiB | |", "|---|---|---|---|"]
    for corpus, mib in peaks.items():
        over = (mib / MEMORY_REACH - 1) * 100
        said = "met" if mib < MEMORY_REACH else f"missed by {over:.0f} %"
        lines.append(
            f"| {corpus} | {files[corpus]:,} | {mib:.0f} | under {MEMORY_REACH:.0f}: {said} |"
        )
    if {"few", "many"} <= set(peaks):
        times = peaks["many"] / peaks["few"]
        said = "met" if times <= MEMORY_SAME else "missed"
        lines.append(f"| many : few | | {times:.2f} times | the same: {said} |")
    return lines
