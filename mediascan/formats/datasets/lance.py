"""Lance data file: a table of columns. Pages, metadata of columns, schema, a footer, "LANC"."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.protobuf import VARINT, fields
from mediascan.reading.lance.messages import (
    FOOTER,
    MAGIC,
    OLD_FOOTER,
    Table,
    old_message,
    read_descriptor,
    read_end,
    read_metadata,
)
from mediascan.reading.nature.say import say_nature
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    end = read_end(window)
    if end is not None:
        facts, faults = Facts(version=_FORMAT_VERSIONS.get(end.version, end.version)), []
        table = Table()
        try:
            read_descriptor(window, end, table)
        except InputFault as bad:
            faults.append(fault_of(bad, "schema: "))
        return _told(table, facts, faults, window.evidence(-FOOTER, FOOTER, "footer"))
    part = old_message(window)
    if part is None or not _is_metadata(part):
        return None
    table, faults = Table(), []
    try:
        read_metadata(window, part, table)
    except InputFault as bad:
        faults.append(fault_of(bad, "schema: "))
    evidence = window.evidence(-OLD_FOOTER, OLD_FOOTER, "footer of version 1")
    return _told(table, Facts(version="1"), faults, evidence)


_FORMAT_VERSIONS = {"0.3": "2.0"}  # as the footer has it -> as the format's document calls it


def _is_metadata(part: Window) -> bool:
    """Whether a message is that of a data file: a manifest begins with a column, which is LEN."""
    first = next(iter(fields(part.cut(0, min(part.size, 11)), 2)), None)
    return first is not None and first.wire == VARINT


def _told(table: Table, facts: Facts, faults: list[Fault], evidence: Evidence) -> Finding:
    say_nature(facts, columns=table.columns)
    facts["columns"] = list(table.columns)[:LIST_LENGTH]
    facts["column_types"] = dict(list(table.columns.items())[:LIST_LENGTH])
    if table.rows >= 0:
        facts["row_count"] = table.rows
    if table.writer:
        facts["producer"] = table.writer
    sure = Confidence.PARSED if faults else Confidence.CONSISTENT
    return Finding("lance", Kind.DATASET, sure, facts, (evidence,), tuple(faults))


FORMAT = Format(
    id="lance",
    title="Lance table",
    kind=Kind.DATASET,
    reference="https://lance.org/format/file/",
    examine=examine,
    signatures=(Signature(MAGIC, -4),),
    suffixes=(".lance",),
    weak=True,  # four letters at the end
)
