"""Adds up the files of one collection as they stream by, sorted by their numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from mediascan.assembly.base import Basis, Role
from mediascan.assembly.names import common
from mediascan.assembly.sums import Amounts
from mediascan.model.finding import Confidence

COUNTED = ("samples", "tokens", "parameters")
NAMED = 3  # places, files of evidence, conflicts and the like that are told; the rest is counted
WORDS = 8  # shapes, corpora, formats told
RANGES = 24  # runs of missing numbers told
FOLDERS = 256  # counted exactly up to here


class Member(NamedTuple):
    """A row of the scratch database, in the order of its columns."""

    kind: str
    key: bytes
    print: str
    role: int
    series: bytes
    number: int
    path: bytes
    folder: bytes
    size: int
    digest: bytes | None
    basis: int
    series_count: int  # 0 where not known
    first: int  # -1 where not known
    partner: int
    format: str
    label: str
    shape: str
    corpora: str  # joined by newlines
    exact: tuple[int | None, ...]  # as COUNTED
    estimated: tuple[int | None, ...]


@dataclass(slots=True)
class _Series:
    """The numbers of one series, in ascending order."""

    name: bytes
    seen: int = 0
    low: int = -1
    high: int = -1
    count: int = 0
    first: int = -1
    gaps: list[tuple[int, int]] = field(default_factory=list)
    gap_total: int = 0

    def add(self, number: int) -> None:
        if self.low < 0:
            self.low = number
        elif number > self.high + 1:
            self.gap(self.high + 1, number - 1)
        self.high = number
        self.seen += 1

    def gap(self, start: int, end: int) -> None:
        self.gap_total += end - start + 1
        if len(self.gaps) < RANGES:
            self.gaps.append((start, end))


@dataclass(slots=True)
class Tally:
    """What one collection adds up to. Memory does not grow with its members."""

    kind: str
    members: int = 0
    copies: int = 0
    companions: int = 0
    size: int = 0
    expected: int = 0
    counted_seen: int = 0  # members of series whose count is known
    missing: int = 0
    gap_missing: int = 0  # of them, known by gaps only
    known: str = ""
    runs: list[tuple[bytes, int, int]] = field(default_factory=list)
    more_runs: bool = False
    conflicts: int = 0
    conflict_names: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    basis: int = int(Basis.CONTENT)
    agree: int = 0  # indexes and companions that fit
    disagree: int = 0
    folders: set[bytes] = field(default_factory=set)
    prefix: bytes | None = None  # the folder that all of them are in
    formats: dict[str, int] = field(default_factory=dict)
    shapes: list[str] = field(default_factory=list)
    corpora: list[str] = field(default_factory=list)
    label: str = ""
    exact: dict[str, Amounts] = field(default_factory=dict)
    estimated: dict[str, Amounts] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    evidence: list[Member] = field(default_factory=list)
    indexes: int = 0
    index_count: int = 0  # members by an index
    series_total: int = 0
    pattern: bytes = b""
    loose: bool = False  # files that stand alone, summed
    _series: _Series | None = None
    _before: Member | None = None
    _partner: int = -1

    def add(self, one: Member) -> None:
        """Count one file; files come sorted by series, number, role, digest and path."""
        self._place(one)
        if one.role == Role.INDEX:
            self._index(one)
        elif one.role == Role.COMPANION:
            self._companion(one)
        else:
            self._shard(one)

    def _place(self, one: Member) -> None:
        if len(self.folders) < FOLDERS:
            self.folders.add(one.folder)
        self.prefix = one.folder if self.prefix is None else common(self.prefix, one.folder)
        if len(self.evidence) < NAMED:
            self.evidence.append(one)
        self.label = self.label or one.label
        _keep(self.shapes, one.shape)
        for name in one.corpora.split("\n"):
            _keep(self.corpora, name)

    def _index(self, one: Member) -> None:
        self.indexes += 1  # its bytes are not counted: it may tell of several sets
        self.index_count = max(self.index_count, one.series_count)
        if self.indexes == 1:
            self.whole = {
                name: value
                for name, value in zip(COUNTED, one.exact, strict=True)
                if value is not None
            }

    def _companion(self, one: Member) -> None:
        self.size += one.size
        self.companions += 1
        before = self._before
        if before is not None and _same(before, one):
            if self._partner in {-1, one.size}:
                self.agree += self._partner >= 0
            else:
                self.disagree += 1

    def _shard(self, one: Member) -> None:
        before = self._before
        self.basis = min(self.basis, one.basis)
        self.pattern = self.pattern or one.series
        if one.number >= 0 and before is not None and _same(before, one):
            self._twice(before, one)
            return
        self._before, self._partner = one, one.partner
        self.members += 1
        self.size += one.size
        self.formats[one.format] = self.formats.get(one.format, 0) + 1
        for kept, values in ((self.exact, one.exact), (self.estimated, one.estimated)):
            for name, value in zip(COUNTED, values, strict=True):
                if value is not None:
                    kept.setdefault(name, Amounts()).add(value)
        if one.number >= 0:
            self._number(one)

    def _number(self, one: Member) -> None:
        if self._series is None or self._series.name != one.series:
            self._end_series()
            self._series = _Series(one.series)
        self._series.add(one.number)
        self._series.count = max(self._series.count, one.series_count)
        self._series.first = max(self._series.first, one.first)

    def _twice(self, before: Member, one: Member) -> None:
        self.size += one.size
        if before.digest == one.digest and one.digest is not None:
            self.copies += 1
            return
        self.conflicts += 1
        if len(self.conflict_names) < NAMED:
            self.conflict_names.append((one.number, before.path, one.path))

    def _end_series(self, *, last: bool = False) -> None:
        series, self._series = self._series, None
        if series is None:
            return
        alone = last and not self.series_total  # then what an index counts are its members
        self.series_total += 1
        count = series.count or (self.index_count if alone else 0)
        if count:
            self._end_counted(series, count)
        elif series.seen >= _SURE and 2 * series.seen > series.high - series.low + 1:
            self._gaps(series, "gaps")
            self.gap_missing += series.gap_total

    def _end_counted(self, series: _Series, count: int) -> None:
        first = series.first
        if first < 0:
            first = 1 if series.high >= count else 0
        if series.low > first:
            series.gaps.insert(0, (first, series.low - 1))
            series.gap_total += series.low - first
        if series.high < first + count - 1:
            series.gap(series.high + 1, first + count - 1)
        self.expected += count
        self.counted_seen += series.seen
        self._gaps(series, "count")

    def _gaps(self, series: _Series, known: str) -> None:
        self.missing += series.gap_total
        if series.gap_total:
            self.known = self.known or known
        for start, end in series.gaps:
            if len(self.runs) < RANGES:
                self.runs.append((series.name, start, end))
            else:
                self.more_runs = True
        self.more_runs |= len(series.gaps) >= RANGES

    def end(self) -> None:
        """No more files come."""
        self._end_series(last=True)
        if self.index_count and not self.expected:
            self.expected, self.counted_seen = self.index_count, self.members
            self.missing = max(0, self.index_count - self.members)
            self.known = "index"
        if self.indexes and self.expected:
            self.known = "index"
            fits = self.index_count in {0, self.expected} and self.members <= self.expected
            if fits and (self.missing or self._same_totals()):
                self.agree += bool(self.members)
            else:
                self.disagree += 1

    def _same_totals(self) -> bool:
        """Whether the sums over all members are what the index says."""
        return all(
            self.exact[name].files < self.members or self.exact[name].total == value
            for name, value in self.whole.items()
            if name in self.exact
        )

    @property
    def confidence(self) -> Confidence:
        """On the ladder of findings, for what is said of the collection as a whole."""
        if self.agree and not self.disagree and not self.conflicts:
            return Confidence.CORROBORATED
        if not self.members:
            return Confidence.PARSED if self.indexes else Confidence.NAME
        if self.basis == Basis.NAME:
            return Confidence.NAME
        if self.basis == Basis.CONTENT and self.expected and not (self.conflicts or self.disagree):
            return Confidence.CONSISTENT
        return Confidence.PARSED


_SURE = 4  # members before a gap in their numbers says anything


def _same(one: Member, other: Member) -> bool:
    return (one.series, one.number) == (other.series, other.number)


def tally_of(kind: str, members: Iterable[Member]) -> Tally:
    """The tally of sorted `members`."""
    made = Tally(kind)
    for one in members:
        made.add(one)
    made.end()
    return made


def _keep(words: list[str], word: str) -> None:
    if word and word not in words and len(words) < WORDS:
        words.append(word)
        words.sort()
