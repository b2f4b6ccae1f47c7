"""Parquet: the table that every report has anyway, copied byte for byte.

A hard link would cost nothing, but whoever changes the export would change the signed report.
"""

import shutil
from typing import BinaryIO

from mediascan.report.exports.base import Export, LeftOut, Record
from mediascan.report.table import TABLE


def write(record: Record, out: BinaryIO) -> LeftOut:
    """Copy the table of the report."""
    with (record.folder / TABLE).open("rb") as table:
        shutil.copyfileobj(table, out)
    return LeftOut()


EXPORT = Export("parquet", "Apache Parquet: files.parquet of the report", write)
