"""`files.parquet`: the manifest's rows as a table, for queries with DuckDB and the like.

It is derived: the manifest is the record.
"""

from pathlib import Path
from typing import Any

from mediascan.model.row import Row

TABLE = "files.parquet"
GROUP_ROWS = 16_384  # rows in a row group: four times as many take 60 MiB more
_COLUMNS = (  # name and type in Arrow's words
    ("path", "string"),
    ("path_b64", "string"),
    ("type", "string"),
    ("size", "uint64"),
    ("mtime_ns", "int64"),
    ("sha256", "string"),
    ("blake3", "string"),
    ("md5", "string"),
    ("sha1", "string"),
    ("content", "string"),
    ("magic", "string"),
    ("formats", "list<string>"),
    ("faults", "list<string>"),
)


class TableWriter:
    """Writes rows into the table as they stream by."""

    def __init__(self, folder: Path) -> None:
        import pyarrow as pa  # noqa: PLC0415 - a tenth of a second that only a report is worth
        from pyarrow import parquet  # noqa: PLC0415 - as above

        self._arrow = pa
        lists = {"list<string>": pa.list_(pa.string())}
        self._schema = pa.schema([(name, lists.get(kind, kind)) for name, kind in _COLUMNS])
        self._file = (folder / TABLE).open("wb")  # pyarrow takes no path that is not UTF-8
        self._writer = parquet.ParquetWriter(self._file, self._schema, compression="zstd")
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
        if len(self._rows) == GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            columns = dict(zip(self._schema.names, zip(*self._rows, strict=True), strict=True))
            self._writer.write_table(self._arrow.table(columns, schema=self._schema))
            self._rows.clear()
