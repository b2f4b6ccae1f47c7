"""`files.parquet`: the manifest's rows as a table, for queries with DuckDB and the like.

It is derived: the manifest is the record. A row group has as many rows as a manifest frame.
"""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mediascan.model.row import Row
from mediascan.signing.merkle import FRAME_ROWS

TABLE = "files.parquet"
_SCHEMA = pa.schema(
    [
        ("path", pa.string()),
        ("path_b64", pa.string()),
        ("type", pa.string()),
        ("size", pa.uint64()),
        ("mtime_ns", pa.int64()),
        ("sha256", pa.string()),
        ("blake3", pa.string()),
        ("md5", pa.string()),
        ("sha1", pa.string()),
        ("content", pa.string()),
        ("magic", pa.string()),
        ("formats", pa.list_(pa.string())),
        ("faults", pa.list_(pa.string())),
    ]
)


class TableWriter:
    """Writes rows into the table as they stream by."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / TABLE).open("wb")  # pyarrow takes no path that is not UTF-8
        self._writer = pq.ParquetWriter(self._file, _SCHEMA, compression="zstd")
        self._rows: list[tuple[Any, ...]] = []

    def add(self, row: Row, data: dict[str, Any]) -> None:
        """Append `row`, whose data is as `report.rows.row_data` has it."""
        of = data.get
        self._rows.append(
            (
                data["path"],
                of("path_b64"),
                data["type"],
                row.size,
                row.mtime_ns,
                of("sha256"),
                of("blake3"),
                of("md5"),
                of("sha1"),
                row.content,
                row.magic,
                [one["format"] for one in of("findings", ())],
                [one["kind"] for one in of("faults", ())],
            )
        )
        if len(self._rows) == FRAME_ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            columns = dict(zip(_SCHEMA.names, zip(*self._rows, strict=True), strict=True))
            self._writer.write_table(pa.table(columns, schema=_SCHEMA))
            self._rows.clear()
