"""Feather version 1: "FEA1", the arrays of the columns, a FlatBuffer, u32 its length, "FEA1"."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.arrow.feather import Table, read_table
from mediascan.reading.nature.say import say_nature
from mediascan.reading.window import Window

_MAGIC = b"FEA1"
_START = _MAGIC + b"\0\0\0\0"  # padded to 8 bytes
_LONGEST = 1 << 24  # bytes of metadata


def examine(window: Window) -> Finding | None:
    if not window.has(_MAGIC, 0) or window.size < 24:
        return None
    if not window.has(_MAGIC, -4):
        if window.has(_START, 0):
            raise Truncated("the metadata is missing: the file is cut short")
        return None
    length = window.cursor(window.size - 8).number("I")
    at = window.size - 8 - length
    if not 8 <= length <= _LONGEST or at < 4:
        raise Malformed(f"metadata of {length} bytes")
    table = read_table(window.cut(at, length))
    facts = Facts()
    say_nature(facts, columns=table.columns)
    facts["columns"] = list(table.columns)[:LIST_LENGTH]
    facts["column_types"] = dict(list(table.columns.items())[:LIST_LENGTH])
    facts["row_count"] = table.rows
    facts["version"] = str(table.version)
    faults = _faults(table, at)
    return Finding(
        "feather_v1",
        Kind.DATASET,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (
            window.evidence(0, 8, "magic at the start"),
            window.evidence(at, 32, "start of the metadata"),
            window.evidence(-8, 8, "length of the metadata and magic at the end"),
        ),
        tuple(faults),
    )


def _faults(table: Table, at: int) -> list[Fault]:
    wrong = []
    if table.columns and not table.end <= at < table.end + 8:
        wrong.append(f"arrays end at byte {table.end}, the metadata begins at {at}")
    if table.uneven:
        wrong.append(f"{table.uneven} columns do not have {table.rows} rows")
    return [Fault(FaultKind.MALFORMED, one) for one in wrong]


FORMAT = Format(
    id="feather_v1",
    title="Feather version 1 table",
    kind=Kind.DATASET,
    reference="https://github.com/wesm/feather/blob/master/doc/FORMAT.md",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".feather", ".fea"),
)
