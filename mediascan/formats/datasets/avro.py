"""Avro: a table of rows. "Obj" and 1, a map with the schema in JSON, then blocks of rows."""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, LimitExceeded
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.avro.container import MAGIC, Container, columns, other_keys, read_container
from mediascan.reading.avro.rows import sample_rows
from mediascan.reading.encodings.json import parse
from mediascan.reading.nature.say import LIKE, say_nature, say_sample_estimate
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(MAGIC, 0):
        return None
    found = read_container(window)
    faults = [] if found.stopped is None else [fault_of(found.stopped)]
    facts, schema = Facts(), None
    try:
        schema = parse(found.values["avro.schema"], lenient=True)
        _add_schema(schema, facts)
    except InputFault as bad:
        faults.append(fault_of(bad, "schema: "))
    _add_rows(window, found, facts)
    facts["compression"] = found.values.get("avro.codec", b"null").decode("utf-8", "replace")[:64]
    if facts["compression"] == "null":
        facts["compression"] = "none"
    more = other_keys(found)
    if more:
        facts["metadata"] = {**facts.get("metadata", {}), **more}
    traces = Traces()
    for key, value in more.items():
        traces.add(value, key)
    traces.say(facts)
    rows = facts.get("row_count", facts.get("estimated_sample_count", 0))
    say_nature(facts, sample_rows(window, found, schema), total=rows)
    whole = found.end == window.size and not faults
    evidence = [window.evidence(0, 64, "magic and the start of the header")]
    if found.blocks and found.end <= window.size:
        evidence.append(window.evidence(found.end - 16, 16, "end of the last whole block"))
    return Finding(
        "avro",
        Kind.DATASET,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        facts,
        tuple(evidence),
        tuple(faults),
    )


def _add_schema(schema: Any, facts: Facts) -> None:
    types = columns(schema)
    facts["columns"] = list(types)[:LIST_LENGTH]
    facts["column_types"] = dict(list(types.items())[:LIST_LENGTH])
    if isinstance(schema, dict) and isinstance(name := schema.get("name"), str):
        space = schema.get("namespace")
        full = f"{space}.{name}" if isinstance(space, str) and "." not in name else name
        facts["metadata"] = {"record": full[:TEXT_LENGTH]}


def _add_rows(window: Window, found: Container, facts: Facts) -> None:
    facts["batch_count"] = found.blocks
    if found.end == window.size or found.missing:
        facts["row_count"] = found.rows
    else:
        facts["sampled_rows"] = found.rows
        limited = found.stopped is None or isinstance(found.stopped, LimitExceeded)
        if limited and (counted := found.sizes.over(window.size)):
            told = f"size of the first {found.blocks} blocks, {LIKE}"
            say_sample_estimate(facts, counted, told)
    if found.missing:
        facts["missing_bytes"] = found.missing


FORMAT = Format(
    id="avro",
    title="Apache Avro table",
    kind=Kind.DATASET,
    reference="https://avro.apache.org/docs/1.12.0/specification/#object-container-files",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".avro",),
    limits=Limits(total=256 * MIB, reads=300_000, seconds=20.0),  # two short reads a block
)
