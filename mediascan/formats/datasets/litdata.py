"""A chunk of LitData: u32 number of items, u32 places[N + 1], the items; the last place is the end.

Two later layouts: items as Arrow batches behind the table ("LDARW01" ends the file), and groups of
items in zstd ("LDFZ01" starts it). What the items hold is told by `index.json` beside the chunks.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.nature.say import say_nature
from mediascan.reading.records.litdata_samples import sample_litdata
from mediascan.reading.records.places import may_be_places, read_places
from mediascan.reading.window import Window

_FRAMED = b"LDFZ01\0\0"
_ARROW = b"LDARW01\0"
_FRAME, _PREFIX = 24, 24
_FEWEST = 2  # items: a table of one place proves too little


def look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether a table of places can start here, or the later layout does."""
    return head.startswith(_FRAMED) or may_be_places(head, size, 0)


def examine(window: Window) -> Finding | None:
    if window.sparse(0, min(len(_FRAMED), window.size)) == _FRAMED:
        return _framed(window)
    try:
        places = read_places(window, 0)
    except Malformed:
        return None
    if places is None or places.samples < _FEWEST:
        return None
    arrow = window.has(_ARROW, -len(_ARROW)) and places.end == places.header
    if places.end != window.size and not arrow:
        return None
    facts = Facts(framework="LitData", sample_count=places.samples)
    if arrow:
        facts["metadata"] = {"items": "Arrow batches behind the table"}
    else:
        if not places.longest:
            return None
        facts["metadata"] = {"bytes of the first items": f"{places.shortest} to {places.longest}"}
        say_nature(facts, sample_litdata(window, places.samples), total=places.samples)
    return Finding(
        "litdata",
        Kind.DATASET,
        Confidence.PARSED if arrow else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "number of items and their places"),),
    )


def _framed(window: Window) -> Finding:
    """The layout with groups of items in zstd."""
    cursor = window.cursor(len(_FRAMED))
    version, flags = cursor.number("H"), cursor.number("H")
    samples, rows, frames = (cursor.number("I") for _ in range(3))
    if version != 1 or flags or frames != -(-samples // max(1, rows)):
        raise Malformed(f"version {version}, {frames} groups of {rows} for {samples} items")
    table = _PREFIX + 4 * (samples + 1)
    last = window.cursor(table + _FRAME * (frames - 1) + 8) if frames else cursor
    end = last.number("Q") + last.number("I") if frames else table
    if end != window.size:
        raise Malformed(f"the last group ends at {end} of {window.size}")
    facts = Facts(framework="LitData", sample_count=samples, compression="zstd")
    facts["batch_count"] = frames
    facts["uncompressed_bytes"] = window.cursor(table - 4).number("I")
    evidence = (window.evidence(0, _PREFIX, "magic, version, items, items of a group, groups"),)
    return Finding("litdata", Kind.DATASET, Confidence.CONSISTENT, facts, evidence)


FORMAT = Format(
    id="litdata",
    title="LitData chunk",
    kind=Kind.DATASET,
    reference="https://github.com/Lightning-AI/litData/blob/main/src/litdata/streaming/writer.py",
    examine=examine,
    signatures=(Signature(_FRAMED), Signature(b"\0", at=3)),  # fewer than 2**24 items
    suffixes=(".bin",),
    weak=True,
    look=look,
)
