"""Reads a manifest back, row by row, and checks it against the statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from mediascan.model.errors import InputFault, TamperedError
from mediascan.model.limits import MIB
from mediascan.reading.encodings.json import parse_object
from mediascan.report.manifest import INDEX, MANIFEST
from mediascan.report.names import raw_name
from mediascan.signing.merkle import Tree, leaf_hash, subtree_root

LINE_BYTES = 128 * MIB  # the segments of a file of 80 TB take 80 MiB; all else is far smaller
INDEX_BYTES = 64 * MIB  # some 200 bytes a frame: 300,000 frames, 20 billion rows
_PIECE = MIB


@dataclass(frozen=True, slots=True)
class ManifestTotals:
    """What the rows add up to."""

    rows: int
    files: int
    folders: int
    bytes: int


def lines(folder: Path, start: int = 0) -> Iterator[bytes]:
    """The lines of the manifest in `folder`, without their newlines, from the frame at `start` on.

    Raises `TamperedError` where it is no manifest.
    """
    held: list[bytes] = []  # the pieces of a line whose end is still to come
    length = 0  # of the pieces
    try:
        with (folder / MANIFEST).open("rb") as stream:
            stream.seek(start)
            machine = zstandard.ZstdDecompressor(max_window_size=1 << 27)
            reader = machine.stream_reader(stream, read_across_frames=True)
            for piece in iter(lambda: reader.read(_PIECE), b""):
                first, *others = piece.split(b"\n")
                held.append(first)
                if others:
                    yield b"".join(held)
                    yield from others[:-1]
                    held = others[-1:]
                    length = 0
                length += len(held[-1])
                if length > LINE_BYTES:
                    raise TamperedError("The manifest has a line longer than any row.")
    except (OSError, zstandard.ZstdError) as bad:
        raise TamperedError(f"The manifest cannot be read: {bad}.") from bad
    if any(held):
        raise TamperedError("The manifest's last row is cut short.")


def rows(folder: Path, start: int = 0) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Path bytes and data of each row, from the frame at `start` on."""
    for line in lines(folder, start):
        yield _parsed(line)


def find_row(folder: Path, path: bytes) -> dict[str, Any] | None:
    """The row of `path`, or None; the index says where to begin."""
    placed = place_of_row(folder, path)
    return placed.row if placed else None


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row, the exact bytes of its line, and its index from 0."""

    number: int
    line: bytes
    row: dict[str, Any]


def place_of_row(folder: Path, wanted: bytes | int) -> PlacedRow | None:
    """The row of a path, or the one with an index; None where there is none.

    The manifest's index says where to begin. Raises `TamperedError` where it is none.
    """
    with _form_of_version_1():
        start, number = 0, 0
        for frame in frames(folder):
            first = raw_name(frame["first"], "path", "path_b64")
            if _side(frame["row"], first, wanted) > 0:
                break
            start, number = int(frame["offset"]), frame["row"]
        for number_now, line in enumerate(lines(folder, start), number):
            name, row = _parsed(line)
            side = _side(number_now, name, wanted)
            if side >= 0:
                return None if side else PlacedRow(number_now, line, row)
    return None


def _side(number: int, name: bytes, wanted: bytes | int) -> int:
    """Whether a row is before (-1), at (0) or behind (1) the wanted one."""
    if isinstance(wanted, int):
        return (number > wanted) - (number < wanted)
    return (name > wanted) - (name < wanted)


def frames(folder: Path) -> list[dict[str, Any]]:
    """What the index says of each frame. Raises `TamperedError` where it cannot be read."""
    with _form_of_version_1():
        found: list[dict[str, Any]] = _index(folder)["frames"]
        return found


def check_manifest(folder: Path, stated: dict[str, Any]) -> ManifestTotals:
    """Check order, index and Merkle root against `stated`, the statement's words on them.

    Raises `TamperedError` with the first thing that does not hold.
    """
    with _form_of_version_1():
        checker = _Checker(folder, stated["frameRows"])
        for line in lines(folder):
            checker.add(line)
        checker.end()
        merkle = stated["merkle"]
        tree = checker.tree
        if tree.size != merkle["treeSize"] or tree.root().hex() != merkle["root"]:
            raise TamperedError("The manifest's rows do not hash to the signed Merkle root.")
        count = checker.count
        return ManifestTotals(tree.size, count["file"], count["folder"], checker.bytes)


class _Checker:
    """Holds rows, as they stream by, against their order and the index."""

    def __init__(self, folder: Path, frame_rows: int) -> None:
        self.tree = Tree()
        self.count = {"file": 0, "folder": 0}
        self.bytes = 0
        self._frames: Iterator[dict[str, Any]] = iter(_index(folder)["frames"])
        self._frame_rows = frame_rows
        self._length = (folder / MANIFEST).stat().st_size
        self._leaves: list[bytes] = []
        self._first = b""
        self._last = b""
        self._offset = 0  # where the next frame must begin

    def add(self, line: bytes) -> None:
        path, row = _parsed(line)
        if self.tree.size and path <= self._last:
            raise TamperedError("The manifest's rows are not in order.")
        self._last = path
        leaf = leaf_hash(line)
        self.tree.append(leaf)
        if not self._leaves:
            self._first = path
        self._leaves.append(leaf)
        if len(self._leaves) == self._frame_rows:
            self._end_frame()
        if row["type"] in self.count:
            self.count[row["type"]] += 1
        self.bytes += int(row["size"]) if row["type"] == "file" else 0

    def end(self) -> None:
        if self._leaves:
            self._end_frame()
        if next(self._frames, None) is not None:
            raise TamperedError("The manifest's index names more frames than there are.")
        if self._offset != self._length:
            raise TamperedError("The manifest's index does not fit its length.")

    def _end_frame(self) -> None:
        frame = next(self._frames, None)
        if frame is None or not self._fits(frame):
            raise TamperedError("The manifest's index does not fit its rows.")
        self._offset += int(frame["length"])
        self._leaves.clear()

    def _fits(self, frame: dict[str, Any]) -> bool:
        return (
            frame["root"] == subtree_root(self._leaves).hex()
            and frame["row"] == self.tree.size - len(self._leaves)
            and frame["rows"] == len(self._leaves)
            and int(frame["offset"]) == self._offset
            and raw_name(frame["first"], "path", "path_b64") == self._first
        )


def _index(folder: Path) -> dict[str, Any]:
    try:
        with (folder / INDEX).open("rb") as stream:
            data = stream.read(INDEX_BYTES + 1)
        if len(data) > INDEX_BYTES:
            raise TamperedError(f"{INDEX} is larger than any report writes it.")
        return parse_object(data)
    except (OSError, InputFault) as bad:
        raise TamperedError(f"{INDEX} cannot be read: {bad}.") from bad


@contextmanager
def _form_of_version_1() -> Iterator[None]:
    """A signed file may still be of another make: then it is that, and no defect of ours."""
    try:
        yield
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as bad:
        kind = type(bad).__name__
        words = "The manifest or its index does not have the form of version 1"
        raise TamperedError(f"{words} ({kind}: {str(bad)[:100]}).") from bad


def _parsed(line: bytes) -> tuple[bytes, dict[str, Any]]:
    try:
        row = parse_object(line)
        return raw_name(row, "path", "path_b64"), row
    except (InputFault, ValueError, KeyError) as bad:
        raise TamperedError(f"The manifest has a row that cannot be read: {bad}.") from bad
