"""Looks through a run of a medium that belongs to no file: deleted files, and what was hidden.

What a file begins with is looked for where files begin, and the formats are asked about what
follows there. Samples in between tell weights and tokens without a header, and what is uniform, as
cipher text is. Where one of them is asked too often, or for too long, the rest is said to be not
looked into.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mediascan.engine.classify import Classifier
from mediascan.engine.leads import BLOCK, Leads
from mediascan.engine.read import Content, Meter, pieces
from mediascan.engine.special import BARE_TOKENS, BARE_WEIGHTS
from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.statistics.judgement import Nature, judge
from mediascan.reading.statistics.uniform import LEAST, uniformity
from mediascan.reading.window import ReadAt
from mediascan.sources.medium import MappedFile

FOUND = 32  # findings kept of one piece: they are evidence, no list of what was deleted
SECONDS = 3.0  # for all formats on one piece: 64 MiB of leads laid out on purpose take no longer
TELLING = 4  # bytes of a signature: a place where it stands is told though nothing else was read
STRIDE = 4 * MIB  # between two samples
SAMPLE = 16 * 1024  # bytes of each: the least in which weights and tokens show
_LEAST_SAMPLES = 4  # of a piece that is long enough
_NATURES = {
    Nature.WEIGHTS: (BARE_WEIGHTS, Kind.CHECKPOINT, "numbers as weights are"),
    Nature.TOKENS: (BARE_TOKENS, Kind.DATASET, "numbers as ids of a tokenizer are"),
}


@dataclass(slots=True)
class Seen:
    """What one piece came to. `content` is a class of content for the report."""

    read: Content
    content: str = "remains"
    findings: list[Finding] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class SpaceReader:
    """Knows how formats begin; one a worker."""

    def __init__(self, formats: Sequence[Format], classifier: Classifier, meter: Meter) -> None:
        self._leads = Leads(formats)
        self._telling = {  # formats with a signature that nothing else has by chance
            one.id
            for one in formats
            if one.signatures and all(len(sign.magic) >= TELLING for sign in one.signatures)
        }
        self._classifier = classifier
        self._meter = meter
        self._buffer = memoryview(bytearray(MIB))

    def look(self, space: MappedFile) -> Seen:
        """Read `space`, once, and say what is in it."""
        content = Content(b"")
        seen = Seen(content)
        samples: list[tuple[int, bytes]] = []
        step = _step(space.identity.size)
        asked, given_up, offset = 0.0, 0, 0
        for piece in pieces(space, lambda: self._buffer, content, 0):
            self._meter.add(len(piece))
            if not _is_filling(piece):
                samples += _samples(piece, offset, step)
                begun = time.monotonic()
                for at in self._leads.of(piece, space.place + offset):
                    if offset + at == 0 and space.identity.inode:
                        continue  # a volume begins here, whose own row says what it is
                    if asked + time.monotonic() - begun > SECONDS or len(seen.findings) >= FOUND:
                        given_up += 1
                        continue
                    seen.findings += self._ask(space, offset + at)
                asked += time.monotonic() - begun
            offset += len(piece)
        seen.findings += _natures(samples, seen)
        _conclude(seen, given_up)
        return seen

    def _ask(self, space: MappedFile, at: int) -> Iterator[Finding]:
        """What the formats say of the bytes from `at` on, where they are sure or could not read."""
        size = space.reach - at
        read_at = _from(space, at)
        try:
            hits = self._classifier.hits(read_at(0, min(size, self._classifier.reach)), b"", size)
        except OSError:
            return  # it is a hole already
        for one in self._classifier.ask(hits, read_at, size):
            unread = any(fault.kind is FaultKind.UNREADABLE for fault in one.faults)
            if one.confidence >= Confidence.PARSED or (unread and one.format_id in self._telling):
                evidence = tuple(replace(e, offset=e.offset + at) for e in one.evidence)
                facts: Facts = {**one.facts, "offset_in_run": at}
                yield replace(one, evidence=evidence, facts=facts)


def _step(size: int) -> int:
    return max(BLOCK, min(STRIDE, size // _LEAST_SAMPLES // BLOCK * BLOCK))


def _is_filling(piece: memoryview) -> bool:
    """Whether every byte is the same, which most of a drive often is."""
    return piece[:BLOCK] == bytes(piece[:1]) * len(piece[:BLOCK]) and piece == bytes(
        piece[:1]
    ) * len(piece)


def _samples(piece: memoryview, offset: int, step: int) -> list[tuple[int, bytes]]:
    """The samples that lie in `piece`, with where they begin."""
    first = -offset % step
    return [
        (offset + at, bytes(piece[at : at + SAMPLE]))
        for at in range(first, len(piece), step)
        if len(piece) - at >= SAMPLE
    ]


def _natures(samples: list[tuple[int, bytes]], seen: Seen) -> list[Finding]:
    """A finding for each kind of numbers, from where they are seen first."""
    told: dict[Nature, list[tuple[int, bytes, str, str]]] = {}
    rest: list[bytes] = []
    for at, sample in samples:
        judged = judge([sample])
        if judged.nature in _NATURES:
            told.setdefault(judged.nature, []).append((at, sample, judged.dtype, judged.told))
        elif judged.nature is not Nature.CONSTANT:
            rest.append(sample)
    if sum(map(len, rest)) >= LEAST and uniformity(rest).uniform:
        seen.content = "uniform"
    found = []
    for nature, places in told.items():
        format_id, kind, meaning = _NATURES[nature]
        at, sample, dtype, words = places[0]
        facts = Facts()
        facts["offset_in_run"] = at
        facts["dtype"] = dtype
        facts["samples"] = len(places)
        facts["samples_taken"] = len(samples)
        facts["test"] = words
        evidence = (Evidence(at, sample[:64], meaning),)
        found.append(Finding(format_id, kind, Confidence.NAME, facts, evidence))
    return found


def _conclude(seen: Seen, given_up: int) -> None:
    """Class and faults, once all was read."""
    if seen.read.constant:
        seen.content = "constant"
    if any(one.kind is Kind.CHECKPOINT for one in seen.findings):
        seen.content = "model"
    elif any(one.kind is Kind.DATASET for one in seen.findings):
        seen.content = "dataset"
    if given_up:
        words = f"{given_up} places at which a file may begin were not looked into"
        seen.faults.append(Fault(FaultKind.LIMIT, words))
    if seen.read.lost:
        words = f"{seen.read.lost} bytes could not be read; see holes"
        seen.faults.append(Fault(FaultKind.UNREADABLE, words))


def _from(space: MappedFile, base: int) -> ReadAt:
    """Reads for parsers, from `base` of the run on."""

    def read_at(offset: int, length: int) -> bytes:
        buffer = memoryview(bytearray(max(0, min(length, space.reach - base - offset))))
        done = 0
        while done < len(buffer):
            count = space.beyond(buffer[done:], base + offset + done)
            if not count:
                break
            done += count
        return bytes(buffer[:done])

    return read_at
