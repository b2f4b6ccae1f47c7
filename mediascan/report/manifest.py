"""The signed manifest: `manifest.jsonl.zst` and its index, written as the rows stream by.

One zstd frame holds 65,536 rows and is one subtree of height 16 of the Merkle tree over all rows
(RFC 9162 section 2.1, SHA-256), so a frame and the index are enough to prove one row.
"""

from pathlib import Path
from typing import Any

import orjson
import zstandard

from mediascan.report.names import named
from mediascan.report.rows import row_line
from mediascan.signing.merkle import FRAME_ROWS, Tree, leaf_hash, subtree_root
from mediascan.signing.salt import salt

MANIFEST = "manifest.jsonl.zst"
INDEX = "manifest.idx.json"
LEVEL = 3  # zstd's own default; higher levels cost more time than they save room
_TOGETHER = 256  # lines given to the compressor at once: a call for each costs more than its work
ALGORITHM = "RFC 9162 section 2.1, SHA-256"


class ManifestWriter:
    """Writes rows, in the order of their path bytes, into `folder`."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._secret = secret
        self._file = (folder / MANIFEST).open("wb")
        self._index_path = folder / INDEX
        self._frame_roots = Tree()
        self._rows = 0
        self._leaves: list[bytes] = []
        self._lines: list[bytes] = []
        self._frames: list[dict[str, Any]] = []
        self._first: dict[str, str] = {}
        self._start = 0
        self._frame: zstandard.ZstdCompressionObj | None = None

    def add(self, path: bytes, data: dict[str, Any]) -> None:
        """Append the row of `path`."""
        line = row_line(data, salt(self._secret, self._rows))
        self._rows += 1
        if self._frame is None:
            compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
            self._frame = compressor.compressobj()
            self._first = named(path, "path", "path_b64")
            self._start = self._file.tell()
        self._leaves.append(leaf_hash(line))
        self._lines.append(line)
        if len(self._lines) == _TOGETHER:
            self._compress(self._frame)
        if len(self._leaves) == FRAME_ROWS:
            self._end_frame()

    def close(self) -> dict[str, Any]:
        """Finish both files; returns what the statement says of them."""
        self._end_frame()
        self._file.close()
        index = {"schema": "1.0", "frameRows": FRAME_ROWS, "frames": self._frames}
        self._index_path.write_bytes(orjson.dumps(index, option=orjson.OPT_SORT_KEYS) + b"\n")
        return {
            "file": MANIFEST,
            "index": INDEX,
            "rows": self._rows,
            "frameRows": FRAME_ROWS,
            "frames": len(self._frames),
            "merkle": {
                "algorithm": ALGORITHM,
                "treeSize": self._rows,
                "root": self._frame_roots.root().hex(),
            },
        }

    def _compress(self, frame: "zstandard.ZstdCompressionObj") -> None:
        self._file.write(frame.compress(b"\n".join((*self._lines, b""))))
        self._lines.clear()

    def _end_frame(self) -> None:
        if self._frame is None:
            return
        self._compress(self._frame)
        self._file.write(self._frame.flush())
        root = subtree_root(self._leaves)
        self._frame_roots.append(root)
        self._frames.append(
            {
                "row": self._rows - len(self._leaves),
                "rows": len(self._leaves),
                "offset": str(self._start),
                "length": str(self._file.tell() - self._start),
                "root": root.hex(),
                "first": self._first,
            }
        )
        self._leaves.clear()
        self._frame = None
