"""A commit of a Delta Lake table (`_delta_log/00000000000000000000.json`). JSON lines.

Each has one key, which says what was done: `metaData` has the columns, `add` a file and its rows.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.nature.say import say_nature
from mediascan.reading.settings.say import described
from mediascan.reading.settings.values import items, part, plain, text, whole
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_WORDS = (b'"commitInfo"', b'"metaData"', b'"dataChange"', b'"minReaderVersion"')
_ACTIONS = frozenset(
    ("commitInfo", "protocol", "metaData", "add", "remove", "cdc", "txn", "domainMetadata")
)
_LONGEST = 4 * MIB  # bytes looked at
_LINES = 20_000


def examine(window: Window) -> Finding | None:
    data = window.upto(0, _LONGEST)
    lines = data.split(b"\n")
    first = _action(lines[0])
    if first is None:
        return None
    facts = Facts(framework="Delta Lake", row_count=0)
    adds, bad = 0, 0
    files: list[str] = []
    for line in lines[:_LINES]:
        action = _action(line) if line.strip() else {}
        if action is None:
            bad += 1
            continue
        _add_schema(part(action, "metaData"), facts)
        _add_commit(part(action, "commitInfo"), facts)
        if added := part(action, "add"):
            adds += 1
            files.append(text(added, "path"))
            facts["row_count"] += whole(_inside(added, "stats"), "numRecords") or 0
    facts["shard_count"] = adds
    facts["shard_files"] = files[:LIST_LENGTH]
    faults: tuple[Fault, ...] = ()
    if bad or len(data) < window.size:
        faults = (Fault(FaultKind.MALFORMED, f"{bad} lines are cut off, or are no action"),)
    if len(data) < window.size or len(lines) > _LINES:
        faults = (
            Fault(FaultKind.LIMIT, f"the first {len(data)} of {window.size} bytes were read"),
        )
    return described("delta_log", window, facts, _WORDS, first, faults)


def _action(line: bytes) -> dict[str, Any] | None:
    """A line that says what was done; None for another one."""
    if not line.startswith(b'{"'):
        return None
    try:
        values = parse_object(line.rstrip(b"\r"))
    except InputFault:
        return None
    return values if len(values) == 1 and values.keys() <= _ACTIONS else None


def _inside(values: dict[str, Any], key: str) -> dict[str, Any]:
    """The object that a text is the JSON of."""
    value = values.get(key)
    if not isinstance(value, str):
        return {}
    try:
        return parse_object(value.encode("utf-8", "surrogatepass"))
    except InputFault:
        return {}


def _add_schema(values: dict[str, Any], facts: Facts) -> None:
    fields = items(_inside(values, "schemaString"), "fields")
    named = [one for one in fields if isinstance(one, dict) and text(one, "name")]
    if named:
        types = {text(one, "name"): text(one, "type") or "object" for one in named[:4096]}
        say_nature(facts, columns=types)
        facts["columns"] = list(types)[:LIST_LENGTH]
        facts["column_types"] = dict(list(types.items())[:LIST_LENGTH])
    if identity := text(values, "id"):
        facts["uuid"] = identity
    if about := plain({key: values[key] for key in ("name", "description") if key in values}):
        facts["metadata"] = about


def _add_commit(values: dict[str, Any], facts: Facts) -> None:
    if engine := text(values, "engineInfo"):
        facts["producer"] = engine
    when = values.get("timestamp")
    if isinstance(when, int):
        traces = Traces()
        traces.add_time(float(min(max(when, 0), 1 << 53)), "timestamp")
        traces.say(facts)


FORMAT = Format(
    id="delta_log",
    title="Commit of a Delta Lake table",
    kind=Kind.CONFIG,
    reference="https://github.com/delta-io/delta/blob/master/PROTOCOL.md",
    examine=examine,
    signatures=(Signature(b'{"'),),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
