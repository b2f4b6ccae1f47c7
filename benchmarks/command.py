"""The command: makes the corpora, runs mediascan and its peers, prints the table in Markdown."""

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks import measure, peers, table
from benchmarks.corpora import Corpus, Maker
from benchmarks.measure import Ours, Times
from benchmarks.rows import COLD, EVERY, MEMORY, MEMORY_CORPORA, ROWS, Row

WARM_PASSES, COLD_PASSES = 4, 2


def main() -> int:
    """Run what the arguments ask for; 0 when it ran, whatever the figures are."""
    options = _options()
    began = time.monotonic()
    _say(f"peers still missing: {', '.join(peers.install()) or 'none'}")
    with corpora_folder(options.corpora) as root, tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Maker(root, 10 if options.quick else 1), Ours(Path(scratch)), options.passes)
        print(_machine(options.quick))
        chosen = [row for row in ROWS if row.id in options.row]
        for line in bench.timed(chosen):
            print(line)
        if MEMORY in options.row:
            print("\n".join(bench.memory()))
    print(f"\nAll of this took {time.monotonic() - began:.0f} s; load at the end {_load()}.")
    return 0


class Bench:
    """Measures rows; corpora are made when the first row asks for them."""

    def __init__(self, maker: Maker, ours: Ours, passes: int) -> None:
        self._maker = maker
        self._ours = ours
        self._passes = passes
        self._start: dict[tuple[str, ...], float] = {}
        self._details: list[str] = []

    def timed(self, rows: Sequence[Row]) -> Iterator[str]:
        """The lines of the table, and the seconds behind them."""
        lines, notes = [table.HEADER], []
        for together in _groups(rows):
            if together[0].state == COLD and not measure.cold_possible():
                notes.append(
                    f"- {together[0].title}: not measured cold, the cache cannot be dropped"
                )
                continue
            lines += self._lines(together)
        notes += [f"- {row.title} ({row.state}): {row.note}." for row in rows if row.note]
        yield "\n".join(lines)
        yield "\nHow to read it:\n" + "\n".join(notes)
        yield "\n" + "\n".join(self._details) + "\n"

    def _lines(self, rows: Sequence[Row]) -> list[str]:
        """Rows that have corpus, state and arguments in common are measured together."""
        first = rows[0]
        corpus = self._maker.corpus(first.corpus)
        start = self._started(first.arguments)
        names = dict.fromkeys(one.peer for row in rows for one in row.against)
        runs: dict[str, Callable[[], Times]] = {
            table.OURS: partial(self._ours.run, corpus, first.arguments)
        }
        runs |= {
            name: partial(measure.peer_run, _commands(name, corpus), corpus.folder)
            for name in names
        }
        if first.state == COLD:
            runs = {name: partial(_cold, run) for name, run in runs.items()}
        else:
            measure.peer_run(_commands("cat", corpus), corpus.folder)  # brings it into the cache
        _say(f"{first.title} ({first.state}): {', '.join(runs)}")
        passes = measure.balanced(runs, COLD_PASSES if first.state == COLD else self._passes)
        self._detail(first, corpus, passes, start)
        return [
            table.line(
                row, one, peers.PEERS[one.peer].shown, table.compared(passes, one.peer, start)
            )
            for row in rows
            for one in row.against
        ]

    def _started(self, arguments: tuple[str, ...]) -> float:
        """Seconds of the phase "reading" for the start of the workers: the middle of five."""
        if arguments not in self._start:
            corpus = self._maker.corpus("start")
            runs = [self._ours.run(corpus, arguments).reading for _ in range(5)]
            self._start[arguments] = table.Spread.of(runs).middle
        return self._start[arguments]

    def _detail(
        self, row: Row, corpus: Corpus, passes: Sequence[dict[str, Times]], start: float
    ) -> None:
        ours = [one[table.OURS] for one in passes]
        add, count = self._details.append, (corpus.files, corpus.size)
        add("\n" + table.RATES_HEADER.format(title=f"{corpus.name}, {row.state}"))
        engine = [table.engine_seconds(one, start) for one in ours]
        add(table.rates("mediascan, engine", engine, *count))
        add(
            table.rates(
                f'mediascan, "reading" (start {start:.2f} s)', [o.reading for o in ours], *count
            )
        )
        add(table.rates("mediascan, report", [one.report for one in ours], *count))
        add(table.rates("mediascan, whole command", [one.whole for one in ours], *count))
        for name in passes[0]:
            if name != table.OURS:
                add(
                    table.rates(
                        peers.PEERS[name].shown, [one[name].whole for one in passes], *count
                    )
                )

    def memory(self) -> list[str]:
        """Peak memory over corpora of different sizes, and of b3sum on the large files."""
        peaks, files = {}, {}
        for name in MEMORY_CORPORA:
            corpus = self._maker.corpus(name)
            _say(f"memory on {name}")
            order = self._ours.command(corpus, ())
            peaks[name] = measure.peak(order, None, self._ours.environment)
            files[name] = corpus.files
        large = self._maker.corpus("large")
        order = _commands("b3sum", large)[0][0]
        theirs = measure.peak(order, large.folder, self._ours.environment)
        lines = table.memory_lines(peaks, files)
        return [*lines, f"| `b3sum` on large | {large.files} | {theirs:.0f} | (memory map) |"]


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    together: dict[tuple[str, str, tuple[str, ...]], list[Row]] = {}
    for row in rows:
        together.setdefault((row.corpus, row.state, row.arguments), []).append(row)
    return list(together.values())


def _commands(name: str, corpus: Corpus) -> list[tuple[list[str], int]]:
    return [(peers.command(part, corpus), part.every) for part in peers.PEERS[name].parts]


def _cold(run: Callable[[], Times]) -> Times:
    measure.drop_caches()
    return run()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("--corpora", type=Path, help="keep the corpora here and use them again")
    parser.add_argument("--quick", action="store_true", help="corpora ten times smaller")
    parser.add_argument("--passes", type=int, default=WARM_PASSES, help="runs of each, warm")
    parser.add_argument(
        "--row", action="append", choices=EVERY, help="only this row; may be repeated"
    )
    options = parser.parse_args()
    options.row = options.row or list(EVERY)
    return options


@contextmanager
def corpora_folder(given: Path | None) -> Iterator[Path]:
    """The folder for the corpora: the one given, or a new one that is removed at the end."""
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    made = Path(tempfile.mkdtemp(prefix="mediascan-corpora-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _machine(quick: bool) -> str:  # noqa: FBT001 - one word of one caller
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"Linux {platform.release()}, Python {platform.python_version()}"
    lines = [
        f"Machine: {os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, {system}.",
        f"Load at the start: {_load()}.",
        f"Peers: {'; '.join(peers.versions().values())}.",
    ]
    if quick:
        lines.append("Quick: corpora ten times smaller; the start weighs ten times more.")
    return "\n".join(lines) + "\n"


def _processor() -> str:
    with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
        for one in file:
            if one.startswith("model name"):
                return one.partition(":")[2].strip()
    return platform.machine()


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
