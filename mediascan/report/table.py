"""`files.parquet`: the manifest's rows as a table, for queries with DuckDB and the like.

It is derived: the manifest is the record. A row group has as many rows as a manifest frame.
"""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

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
        self._writer = pq.ParquetWriter(folder / TABLE, _SCHEMA, compression="zstd")
        self._columns: dict[str, list[Any]] = {name: [] for name in _SCHEMA.names}

    def add(self, data: dict[str, Any]) -> None:
        """Append a row given as `report.rows.row_data` has it."""
        values = {
            **data,
            "size": int(data["size"]),
            "mtime_ns": int(data["mtime_ns"]),
            "formats": [one["format"] for one in data.get("findings", ())],
            "faults": [one["kind"] for one in data.get("faults", ())],
        }
        for name, column in self._columns.items():
            column.append(values.get(name))
        if len(self._columns["path"]) == FRAME_ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._columns["path"]:
            self._writer.write_table(pa.table(self._columns, schema=_SCHEMA))
            for column in self._columns.values():
                column.clear()
