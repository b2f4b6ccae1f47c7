"""Avro: a table of rows. "Obj" and 1, a map with the schema in JSON, then blocks of rows."""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, LimitExceeded
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.model.training_columns import training_shape
from mediascan.reading.avro.container import MAGIC, Container, columns, other_keys, read_container
from mediascan.reading.encodings.json import parse
from mediascan.reading.estimates import estimate
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(MAGIC, 0):
        return None
    found = read_container(window)
    faults = [] if found.stopped is None else [fault_of(found.stopped)]
    facts = Facts()
    try:
        _add_schema(parse(found.values["avro.schema"], lenient=True), facts)
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
    if shape := training_shape(types):
        facts["training_shape"] = shape
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
        if found.blocks and limited:
            estimate(facts, found.rows, found.end, window.size)
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
