"""Reads a manifest back, row by row, and checks it against the statement."""

from collections.abc import Iterator
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
    rest = b""
    try:
        with (folder / MANIFEST).open("rb") as stream:
            stream.seek(start)
            machine = zstandard.ZstdDecompressor(max_window_size=1 << 27)
            reader = machine.stream_reader(stream, read_across_frames=True)
            for piece in iter(lambda: reader.read(_PIECE), b""):
                *whole, rest = (rest + piece).split(b"\n")
                yield from whole
                if len(rest) > LINE_BYTES:
                    raise TamperedError("The manifest has a line longer than any row.")
    except (OSError, zstandard.ZstdError) as bad:
        raise TamperedError(f"The manifest cannot be read: {bad}.") from bad
    if rest:
        raise TamperedError("The manifest's last row is cut short.")


def rows(folder: Path, start: int = 0) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Path bytes and data of each row, from the frame at `start` on."""
    for line in lines(folder, start):
        yield _parsed(line)


def find_row(folder: Path, path: bytes) -> dict[str, Any] | None:
    """The row of `path`, or None; the index says where to begin."""
    start = 0
    for frame in _index(folder)["frames"]:
        if raw_name(frame["first"], "path", "path_b64") > path:
            break
        start = int(frame["offset"])
    for name, row in rows(folder, start):
        if name >= path:
            return row if name == path else None
    return None


def check_manifest(folder: Path, stated: dict[str, Any]) -> ManifestTotals:
    """Check order, index and Merkle root against `stated`, the statement's words on them.

    Raises `TamperedError` with the first thing that does not hold.
    """
    tree = Tree()
    frames = iter(_index(folder)["frames"])
    leaves: list[bytes] = []
    last = b""
    count = {"file": 0, "folder": 0}
    total = 0
    for line in lines(folder):
        path, row = _parsed(line)
        if tree.size and path <= last:
            raise TamperedError("The manifest's rows are not in order.")
        last = path
        leaf = leaf_hash(line)
        tree.append(leaf)
        leaves.append(leaf)
        if len(leaves) == stated["frameRows"]:
            _check_frame(next(frames, None), leaves)
            leaves.clear()
        if row["type"] in count:
            count[row["type"]] += 1
        total += int(row["size"]) if row["type"] == "file" else 0
    if leaves:
        _check_frame(next(frames, None), leaves)
    if next(frames, None) is not None:
        raise TamperedError("The manifest's index names more frames than there are.")
    merkle = stated["merkle"]
    if tree.size != merkle["treeSize"] or tree.root().hex() != merkle["root"]:
        raise TamperedError("The manifest's rows do not hash to the signed Merkle root.")
    return ManifestTotals(tree.size, count["file"], count["folder"], total)


def _check_frame(frame: dict[str, Any] | None, leaves: list[bytes]) -> None:
    if frame is None or frame["root"] != subtree_root(leaves).hex():
        raise TamperedError("The manifest's index does not fit its rows.")


def _index(folder: Path) -> dict[str, Any]:
    try:
        return parse_object((folder / INDEX).read_bytes())
    except (OSError, InputFault) as bad:
        raise TamperedError(f"{INDEX} cannot be read: {bad}.") from bad


def _parsed(line: bytes) -> tuple[bytes, dict[str, Any]]:
    try:
        row = parse_object(line)
        return raw_name(row, "path", "path_b64"), row
    except (InputFault, ValueError, KeyError) as bad:
        raise TamperedError(f"The manifest has a row that cannot be read: {bad}.") from bad
