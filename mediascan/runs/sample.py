"""Hold a random sample of a source against its report, in minutes where all of it takes days.

Only the files of which a piece is drawn are looked at. A list of a hundred million entries is not
walked for one percent of them: so entries that were added, and what is no file, are not looked for,
and the answer says so.
"""

import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediascan.engine.digests import BUFFER, Digests
from mediascan.model.display import show
from mediascan.model.errors import TamperedError
from mediascan.model.reading import DIGESTS, Reading
from mediascan.report.amount import Amount
from mediascan.report.damage import Damage
from mediascan.report.detection import missed
from mediascan.report.draw import Draw, below
from mediascan.report.manifest_reader import rows
from mediascan.report.pieces import Population, decimal, pieces_of
from mediascan.runs.difference import Difference
from mediascan.runs.medium import laid_out_aside
from mediascan.sources.base import NotRegular, OpenFile, Tree
from mediascan.sources.registry import open_tree, spec_for

SHARES = (10, 100, 1000)  # the answer is given for changes of 1 / share of the bytes
_GONE = {errno.ENOENT, errno.ENOTDIR}
_NO_FILE = {errno.ELOOP, errno.ENXIO, errno.EISDIR}  # a link, a socket, a folder (open(2))


@dataclass(frozen=True, slots=True)
class Claim:
    """A change of `bytes` touches `pieces` at least; all of them are missed with this chance."""

    share: int  # of the bytes: 1 / share
    bytes: int
    pieces: int
    missed: float


@dataclass(slots=True)
class Sample:
    """A sample of the pieces in the report `folder`; what was drawn is counted while it is read."""

    folder: Path
    amount: Amount
    seed: str
    segment_bytes: int
    population: Population = field(default_factory=Population)
    wanted: int = 0  # pieces
    drawn: int = 0  # pieces, so far
    files: int = 0  # files of which a piece was drawn
    read: int = 0  # bytes of them

    def differences(self, source: str) -> Iterator[Difference]:
        """Draw, read the drawn pieces of `source`, and say what is not as the report has it.

        The manifest is read twice: to count the pieces, and to draw among them. Raises
        `TamperedError` for rows that contradict themselves, `UsageError` for a seed or a source
        that is none, `IncompleteError` for a source that cannot be read at all.
        """
        number_below = below(self.seed)
        with laid_out_aside(spec_for(source)) as spec:
            yield from self._drawn(open_tree(spec), number_below)

    def _drawn(self, tree: Tree, number_below: Callable[[int], int]) -> Iterator[Difference]:
        try:
            for _, row in rows(self.folder):
                self.population.add(row, self.segment_bytes)
            if self.population.count:
                self.wanted = self.amount.pieces(self.population.count, self.population.bytes)
            draw = Draw(number_below, self.population.count, self.wanted)
            for path, row in rows(self.folder):
                pieces = pieces_of(row, self.segment_bytes)
                numbers = draw.of(pieces.count) if pieces else ()
                if pieces and numbers:
                    self.files += 1
                    self.drawn += len(numbers)
                    yield from self._compared(tree, path, row, [*map(pieces.place, numbers)])
        finally:
            tree.close()

    def claims(self) -> list[Claim]:
        """For the shares of the bytes of all pieces: how surely a change had been caught."""
        have = self.population
        found = []
        for share in SHARES:
            size = -(-have.bytes // share)
            pieces = have.fewest(size)
            found.append(Claim(share, size, pieces, missed(have.count, self.drawn, pieces)))
        return found

    def _compared(
        self, tree: Tree, path: bytes, row: dict[str, Any], places: list[tuple[int, int]]
    ) -> Iterator[Difference]:
        """What of the drawn pieces of one file is not as its row has it: one difference at most."""
        folder, name = _steps(path)
        try:
            file = tree.open(folder, name)
        except OSError as bad:
            yield _not_opened(path, bad)
            return
        try:
            size = decimal(row["size"])
            if file.identity.size != size:
                words = f"size was {size}, is {file.identity.size}"
                yield Difference(path, "changed", words)
            else:
                yield from self._read(file, path, row, places)
        finally:
            file.close()

    def _read(
        self, file: OpenFile, path: bytes, row: dict[str, Any], places: list[tuple[int, int]]
    ) -> Iterator[Difference]:
        differ, unread = Damage(), Damage()
        reason = ""
        names = ("blake3",) if "segments" in row else tuple(n for n in DIGESTS if n in row)
        for offset, length in places:
            try:
                digests = self._digests(file, names, offset, length)
            except OSError as bad:
                unread.add(offset, length)
                reason = reason or show(bad.strerror or str(bad))
                continue
            segments = row.get("segments")
            then = [segments[offset // self.segment_bytes]] if segments else [row[n] for n in names]
            if digests != then:
                differ.add(offset, length)
        words = [f"content differs, of {len(places)} drawn: {differ.words()}"] * bool(differ.count)
        if unread.count:
            words.append(f"cannot be read now ({reason}): {unread.words()}")
        if words:
            yield Difference(path, "changed", "; ".join(words), differ if differ.count else unread)

    def _digests(
        self, file: OpenFile, names: tuple[str, ...], offset: int, length: int
    ) -> list[str]:
        """The digests of a piece, hexadecimal, in the order of DIGESTS."""
        stream = Digests(Reading(names, segments=False)).stream(length)
        buffer = memoryview(bytearray(BUFFER))
        end = offset + length
        for _ in range(length):  # a read gives a byte at least
            count = file.read_into(buffer[: min(BUFFER, end - offset)], offset)
            if not count:
                break
            stream.update(buffer[:count])
            offset += count
            self.read += count
            if offset == end:
                break
        return [one.hex() for one in stream.sums().digests if one is not None]


def _steps(path: bytes) -> tuple[bytes, bytes]:
    """Folder and name of a path. Raises `TamperedError` where a signer made it lead elsewhere."""
    if b"\0" in path or not {b"", b".", b".."}.isdisjoint(path.split(b"/")):
        raise TamperedError("The manifest has a path that leads out of the source.")
    folder, _, name = path.rpartition(b"/")
    return folder, name


def _not_opened(path: bytes, bad: OSError) -> Difference:
    if bad.errno in _GONE:
        return Difference(path, "missing", "in the report, but not there now")
    if isinstance(bad, NotRegular) or bad.errno in _NO_FILE:
        return Difference(path, "changed", "type was file, is another now")
    words = f"was read for the report, and cannot be read now ({show(bad.strerror or str(bad))})"
    return Difference(path, "changed", words)
