"""SQLite database: a header of 100 bytes, then pages of one size; page 1 has the table of tables.

A database is told as data only where the columns of a table are those of training records and of
nothing else: a column called "text" or "content" stands in the database of every program.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.model.training_columns import training_shape
from mediascan.reading.sqlite.pages import MAGIC, Header, count_rows, read_header
from mediascan.reading.sqlite.tables import Table, tables
from mediascan.reading.window import Window

_COMMON = frozenset({"pretraining text", "prompts", "labelled text", "audio-text", "code", "chat"})
_COUNTED = 16  # tables whose rows are counted


def examine(window: Window) -> Finding | None:
    header = read_header(window)
    if header is None:
        return None
    facts = Facts(metadata=_metadata(header))
    faults: list[Fault] = []
    found: list[Table] = []
    try:
        found.extend(tables(window, header))
        _say_tables(window, header, found, facts)
    except InputFault as bad:
        faults.append(fault_of(bad))
    whole = header.pages * header.page_size
    if whole > window.size:
        facts["missing_bytes"] = whole - window.size
        text = f"{header.pages} pages of {header.page_size} bytes, of which some are missing"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    sure = Confidence.PARSED
    if whole == window.size and not faults:
        sure = Confidence.CONSISTENT
    return Finding(
        "sqlite",
        Kind.DATASET if facts.get("training_shape") else Kind.CONTAINER,
        sure,
        facts,
        (window.evidence(0, 64, "magic, size of a page, number of pages"),),
        tuple(faults),
    )


def _metadata(header: Header) -> dict[str, str]:
    more = {
        "page size": str(header.page_size),
        "pages": str(header.pages),
        "user version": str(header.user_version),
        "application id": f"{header.application:08x}",
        "written by": _release(header.version),
    }
    return {key: value for key, value in more.items() if value.strip("0")}


def _release(number: int) -> str:
    return f"SQLite {number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}" if number else ""


def _say_tables(window: Window, header: Header, found: list[Table], facts: Facts) -> None:
    """The names of the tables, the rows of the first, and the one that holds training records."""
    facts["member_count"] = len(found)
    facts["members"] = [one.name for one in found[:LIST_LENGTH]]
    shapes = [(training_shape(one.columns), one) for one in found]
    chosen = next((pair for pair in shapes if pair[0] and pair[0] not in _COMMON), None)
    if chosen is not None:
        facts["training_shape"] = chosen[0]
        facts["columns"] = list(chosen[1].columns)
        rows = count_rows(window, header, chosen[1].root)
        if rows is not None:
            facts["row_count"] = rows
        return
    for one in found[:_COUNTED]:
        if one.root and (rows := count_rows(window, header, one.root)) is not None:
            facts["metadata"][f"rows of {one.name}"] = str(rows)


FORMAT = Format(
    id="sqlite",
    title="SQLite database",
    kind=Kind.CONTAINER,
    reference="https://www.sqlite.org/fileformat2.html",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".sqlite", ".sqlite3", ".db"),
    limits=Limits(total=256 * MIB, seconds=20.0),
)
