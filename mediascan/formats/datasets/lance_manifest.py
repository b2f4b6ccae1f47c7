"""Manifest of a Lance table (`_versions/1.manifest`): the files of one version, and its schema."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.protobuf import LEN, fields
from mediascan.reading.lance.messages import MAGIC, OLD_FOOTER, Table, old_message, read_manifest
from mediascan.reading.nature.say import say_nature
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    part = old_message(window)
    if part is None:
        return None
    first = next(iter(fields(part.cut(0, min(part.size, 11)), 2)), None)
    if first is None or first.number not in (1, 2) or first.wire != LEN:
        return None
    table = Table()
    faults = []
    try:
        read_manifest(part, table)
    except InputFault as bad:
        faults.append(fault_of(bad))
    facts = Facts(version=str(table.version))
    say_nature(facts, columns=table.columns)
    facts["columns"] = list(table.columns)[:LIST_LENGTH]
    facts["column_types"] = dict(list(table.columns.items())[:LIST_LENGTH])
    facts["row_count"] = max(0, table.rows - table.deleted)
    facts["shard_count"] = table.fragments
    facts["shard_files"] = table.files
    if table.writer:
        facts["producer"] = table.writer
    more = {"file format": table.format_version, "transaction": table.transaction}
    if table.deleted:
        more["deleted rows"] = str(table.deleted)
    facts["metadata"] = {key: value for key, value in more.items() if value}
    traces = Traces()
    traces.add_time(float(table.seconds), "created_at")
    traces.say(facts)
    sure = Confidence.PARSED if faults or not table.columns else Confidence.CONSISTENT
    evidence = (window.evidence(-OLD_FOOTER, OLD_FOOTER, "footer"),)
    return Finding("lance_manifest", Kind.CONFIG, sure, facts, evidence, tuple(faults))


FORMAT = Format(
    id="lance_manifest",
    title="Manifest of a Lance table",
    kind=Kind.CONFIG,
    reference="https://lance.org/format/table/",
    examine=examine,
    signatures=(Signature(MAGIC, -4),),
    suffixes=(".manifest",),
    weak=True,  # four letters at the end
)
