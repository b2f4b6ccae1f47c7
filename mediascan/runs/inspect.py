"""Inspect a source from end to end: read, classify, judge, report, sign. Run again, it resumes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediascan import __version__
from mediascan.catalog.catalog import Catalog
from mediascan.catalog.in_order import RowsInOrder
from mediascan.engine.order import Order, depth_for, order_for
from mediascan.engine.pending import PendingEntries
from mediascan.engine.pool import Pool
from mediascan.engine.walk import nothing_known
from mediascan.model.errors import IncompleteError, VanishedError
from mediascan.model.handling import Handling
from mediascan.model.reading import Reading
from mediascan.model.row import BatchResult, Columns
from mediascan.model.source import SourceSpec
from mediascan.report.folder import WORK, clear_work, is_finished
from mediascan.runs.alone import alone_in
from mediascan.runs.begun import CATALOG, begin, check_places, meta_of, prepare, spec_of, words_of
from mediascan.runs.clock import now
from mediascan.runs.earlier import earlier_predicate
from mediascan.runs.estimate import Total
from mediascan.runs.finish import PASSES, Material, finish
from mediascan.runs.handling import check_handling, told
from mediascan.runs.medium import TIMES, all_batches, facts_of, is_medium, laid_out, ring_for
from mediascan.runs.observer import Estimator, Observer, Progress, Steps, eta
from mediascan.runs.recheck import recheck
from mediascan.runs.selftests.registry import as_data, run_all
from mediascan.runs.signer import Signing
from mediascan.sources.base import Tree
from mediascan.sources.registry import open_tree

PENDING = "folders.sqlite"
SORTED = "sorted.sqlite"
COMMIT_ROWS = 4096  # rows kept back before they are written down
COMMIT_SECONDS = 1.0  # and how long: what a power cut may cost
LOOK_SECONDS = 5.0  # between two looks whether the source is still there


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is to be inspected, and where the report goes."""

    source: str  # a folder, or the address of another kind of source
    out: Path
    case: str = ""
    exhibit: str = ""
    operator: str = ""
    workers: int = 0  # 0: what the medium can bear
    reading: Reading = field(default_factory=Reading)
    order: Order | None = None  # of reading; None: what the medium needs
    side_by_side: int = 1  # sources that share the processors
    beside: tuple[str, ...] = ()  # other sources of the same command, where nothing is written
    handling: Handling = field(default_factory=Handling)


@dataclass(frozen=True, slots=True)
class Inspected:
    """The predicate of a signed statement. `earlier`: it was finished before, nothing was read."""

    predicate: dict[str, Any]
    earlier: bool


def inspect(order: Inspection, signing: Callable[[], Signing], observer: Observer) -> Inspected:
    """Carry out `order`.

    `signing` is asked before anything is read, so that a wrong passphrase shows at once. Raises
    `UsageError` where the folders do not fit, `IncompleteError` where the disk is full or the
    source cannot be read; what was finished is kept, and the same call resumes. Where the source
    vanishes on the way, the report is an interim one, and the same call resumes as well.
    """
    spec = spec_of(order.source, order.out, order.handling)
    check_handling(order.source, order.handling)
    check_places((order.source, *order.beside), order.out)
    key = signing()
    with alone_in(order.out):
        return _inspect(order, spec, key, observer)


def _inspect(order: Inspection, spec: SourceSpec, key: Signing, observer: Observer) -> Inspected:
    if is_finished(order.out):
        clear_work(order.out)  # what a power cut at the very end left
        wanted = {
            "case": words_of(order.case),
            "exhibit": words_of(order.exhibit),
            "set of digests": " ".join(order.reading.digests),
        }
        predicate = earlier_predicate(order.out, spec, wanted)
        observer.finished(predicate, earlier=True)
        return Inspected(predicate, earlier=True)
    prepare(order.out)
    if is_medium(spec):
        observer.phase("listing what is on the medium")
    spec = laid_out(spec, order.out / WORK, lambda count: observer.step(count, count))
    tree = open_tree(spec)
    catalog = Catalog(order.out / WORK / CATALOG)
    try:
        return Inspected(_Session(order, spec, tree, catalog, observer).run(key), earlier=False)
    except OSError as bad:
        raise IncompleteError(
            f"The inspection stopped ({bad.strerror or bad}); what was finished is kept. "
            "Mend the cause and run the same command again."
        ) from bad
    finally:
        tree.close()
        catalog.close()
        if is_finished(order.out):
            clear_work(order.out)


class _Session:
    """One sitting of an inspection."""

    def __init__(
        self,
        order: Inspection,
        spec: SourceSpec,
        tree: Tree,
        catalog: Catalog,
        observer: Observer,
    ) -> None:
        self._order = order
        self._meta = meta_of(order.case, order.exhibit, order.operator)
        self._spec = spec
        self._tree = tree
        self._catalog = catalog
        self._observer = observer
        self._started = time.monotonic()
        self._estimator = Estimator(self._started)
        self._waiting: list[Columns] = []
        self._confirmed: list[bytes] = []
        self._rows = 0
        self._committed = self._looked = self._started
        self._files = self._before = self._findings = self._faults = 0
        self._session = 0
        self._rotational: bool | None = None
        self._read_order = Order.PATH
        self._times = 1  # that a byte is counted
        self._proof: dict[str, Any] = {}
        self._faults_told: tuple[Any, ...] = ()  # faults of what the officer said of the exhibit

    def run(self, key: Signing) -> dict[str, Any]:
        facts = self._same_inspection()
        self._session = self._catalog.start_session(now())
        resumed = self._session > 1
        self._observer.started(facts, resumed=resumed)
        vanished = ""
        try:
            self._work(resumed=resumed)
        except BaseException as bad:
            vanished = self._vanished(bad)
            self._stop("vanished" if vanished else "interrupted")
            if not vanished:
                raise
            self._observer.vanished(vanished)
        self._observer.phase("writing the report")
        elapsed = int((time.monotonic() - self._started) * 1_000_000_000)
        if not vanished:
            self._catalog.end_session(self._session, now(), "finished")
        rows = RowsInOrder(self._catalog, self._order.out / WORK / SORTED)
        material = Material(
            *(self._catalog, rows, facts, self._meta, self._order.reading, self._read_order),
            *(elapsed, facts_of(self._tree, self._proof), vanished, self._faults_told),
        )
        try:
            predicate = finish(self._order.out, material, key, self._steps(PASSES))
        finally:
            rows.close()
        self._observer.finished(predicate, earlier=False)
        return predicate

    def _work(self, *, resumed: bool) -> None:
        if resumed:
            self._observer.phase("checking what was read before")
            recheck(self._catalog, self._tree, self._steps(1))
        self._files, self._before = self._catalog.totals()
        self._before += self._catalog.marks.bytes_read()
        self._observer.phase("reading")
        self._read(resumed=resumed)
        self._look()

    def _look(self) -> None:
        """Raises `VanishedError` when the source is not there any more."""
        self._looked = time.monotonic()
        if reason := self._tree.gone():
            raise VanishedError(reason)

    def _vanished(self, bad: BaseException) -> str:
        """Why the source is not there any more, if that is what ended the work; else ""."""
        if isinstance(bad, VanishedError):
            return str(bad)
        return self._tree.gone() if isinstance(bad, OSError | IncompleteError) else ""

    def _steps(self, passes: int) -> Steps:
        return Steps(self._observer, passes * self._catalog.entries())

    def _same_inspection(self) -> dict[str, Any]:
        """What is known of the source, once it is sure that it is the one begun here."""
        facts = self._tree.facts()
        more, self._faults_told = told(self._order.handling, facts)
        facts |= more
        self._rotational = facts.get("rotational")
        as_it_lies = is_medium(self._spec) or self._rotational
        self._read_order = self._order.order or order_for(rotational=as_it_lies)
        wanted = {
            **self._meta,
            "set of digests": " ".join(self._order.reading.digests),
            "depth of members": str(self._order.reading.depth),
            "choice of segments": "with" if self._order.reading.segments else "without",
            "version": __version__,
        }
        begin(self._catalog, wanted, facts, self._order.out)
        return facts

    def _read(self, *, resumed: bool) -> None:
        pending = PendingEntries(self._order.out / WORK / PENDING)
        depth = depth_for(
            self._read_order, rotational=self._rotational, side_by_side=self._order.side_by_side
        )
        ring, count = ring_for(self._tree, self._order.workers, depth)
        if ring:
            self._times, self._proof = TIMES, as_data([*run_all()])
        marks = self._catalog.marks
        pool = Pool(self._spec, self._order.reading, count, marks=marks, ring=ring)
        total = Total(self._spec)
        size = self._tree.total()
        if size is not None or self._read_order is Order.PATH:  # counting would move the heads
            total.start(size)

        def tick() -> None:
            self._tell(pool.bytes_read, total.bytes)
            moment = time.monotonic()
            if moment - self._committed > COMMIT_SECONDS:
                self._commit()
            if moment - self._looked > LOOK_SECONDS:
                self._look()

        known = self._catalog.known if resumed else nothing_known
        try:
            found = all_batches(self._tree, pending, known, self._read_order, tick, marks)
            for result in pool.results(found, tick):
                self._take(result)
                if result.fault_count:
                    self._look()
            self._commit()
            self._tell(pool.bytes_read, total.bytes)
        finally:
            pool.close()
            total.stop()
            pending.close()

    def _take(self, result: BatchResult) -> None:
        self._findings += result.finding_count
        self._faults += result.fault_count
        if result.part:
            self._catalog.add_part(result.columns, result.part)
            return
        if result.confirms:
            self._confirmed.append(result.confirms)
        self._waiting.append(result.columns)
        self._rows += len(result.columns)
        self._files += result.columns.files
        if self._rows >= COMMIT_ROWS:
            self._commit()

    def _commit(self) -> None:
        if self._waiting:
            self._catalog.add(self._waiting, self._session, now(), self._confirmed)
            self._waiting.clear()
            self._confirmed.clear()
            self._rows = 0
        self._committed = time.monotonic()

    def _stop(self, outcome: str) -> None:
        """Keep what is finished, whatever ended the session."""
        self._commit()
        self._catalog.end_session(self._session, now(), outcome)

    def _tell(self, count: int, total: int | None) -> None:
        moment = time.monotonic()
        rate = self._estimator.rate(moment, count // self._times)
        done = (self._before + count) // self._times
        self._observer.progress(
            Progress(
                files=self._files,
                bytes_read=done,
                findings=self._findings,
                faults=self._faults,
                rate=rate,
                total_bytes=total,
                eta_seconds=eta(None if total is None else total - done, rate),
                elapsed_seconds=int(moment - self._started),
                current_rate=self._estimator.current(moment, count // self._times),
            )
        )
