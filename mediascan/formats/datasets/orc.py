"""ORC: a table of columns. "ORC", stripes of rows, the footer, the postscript, u8 its length."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.nature.say import say_nature
from mediascan.reading.orc.tail import (
    MAGIC,
    Footer,
    Postscript,
    footer_window,
    read_footer,
    read_postscript,
)
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if window.size < 16 or not window.has(MAGIC, 0):
        return None
    try:
        end = read_postscript(window)
    except InputFault:
        end = None
    if end is None:
        return _cut(window)
    facts = Facts(compression=end.compression)
    if end.version:
        facts["version"] = ".".join(map(str, end.version))
    faults: list[Fault] = []
    try:
        footer = read_footer(footer_window(window, end))
        _add(footer, facts)
        faults += _faults(footer, end)
    except InputFault as bad:
        faults.append(fault_of(bad, "footer: "))
    return Finding(
        "orc",
        Kind.DATASET,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (
            window.evidence(0, 3, "magic at the start"),
            window.evidence(end.start, 64, "postscript, which ends with the magic and its length"),
        ),
        tuple(faults),
    )


def _cut(window: Window) -> Finding | None:
    """A file without its postscript: only a stripe's first bytes tell it from a text."""
    if all(0x20 <= byte < 0x7F or byte in b"\t\r\n" for byte in window.upto(3, 64)):
        return None
    raise Truncated("the postscript is missing: the file is cut short, or is no ORC table")


def _add(footer: Footer, facts: Facts) -> None:
    types = footer.columns()
    say_nature(facts, columns=types)
    facts["columns"] = list(types)[:LIST_LENGTH]
    facts["column_types"] = dict(list(types.items())[:LIST_LENGTH])
    facts["row_count"] = footer.rows
    facts["row_group_count"] = footer.stripes
    facts["declared_bytes"] = footer.stripe_bytes
    facts["producer"] = footer.producer
    if footer.metadata:
        facts["metadata"] = footer.metadata
        traces = Traces()
        for key, value in footer.metadata.items():
            traces.add(value, key)
        traces.say(facts)


def _faults(footer: Footer, end: Postscript) -> list[Fault]:
    """What contradicts itself, or cannot be read."""
    wrong = []
    if footer.stripe_rows != footer.rows:
        wrong.append(f"stripes hold {footer.stripe_rows} rows, not {footer.rows}")
    data_end = end.start - end.footer_length - end.metadata_length
    if footer.stripes and footer.stripe_end != data_end:
        wrong.append(f"stripes end at byte {footer.stripe_end}, not at {data_end}")
    faults = [Fault(FaultKind.MALFORMED, one) for one in wrong]
    if footer.encrypted:
        faults.append(Fault(FaultKind.ENCRYPTED, "columns are encrypted"))
    return faults


FORMAT = Format(
    id="orc",
    title="Apache ORC table",
    kind=Kind.DATASET,
    reference="https://orc.apache.org/specification/ORCv1/",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".orc",),
)
