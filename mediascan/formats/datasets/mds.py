"""MDS, a shard of MosaicML Streaming: number of samples, their places, a JSON of columns, samples.

u32 N, u32 places[N + 1], JSON, the samples; the first place is the end of the JSON, the last one
the end of the file. A sample: u32 sizes of its columns of variable length, then its columns.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.nature.say import say_nature
from mediascan.reading.records.encodings import kinds, say_columns, say_tokens
from mediascan.reading.records.extent import check_end
from mediascan.reading.records.mds_samples import sample_mds
from mediascan.reading.records.places import may_be_places, read_places
from mediascan.reading.settings.values import items, plain
from mediascan.reading.window import Window

_LONGEST = MIB  # bytes of the JSON
_KNOWN = ("column_names", "column_encodings", "column_sizes", "format", "version")


def look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether a table of places can start here."""
    return may_be_places(head, size, _LONGEST)


def examine(window: Window) -> Finding | None:
    places = read_places(window, _LONGEST)
    if places is None or places.first == places.header:
        return None
    if not window.has(b'{"', places.header):
        return None
    about = _about(window.read(places.header, min(places.first, window.size) - places.header))
    if about is None:
        return None
    types = dict(zip(items(about, "column_names"), items(about, "column_encodings"), strict=False))
    if not all(isinstance(one, str) for pair in types.items() for one in pair):
        raise Malformed("columns that are no texts")
    facts = Facts(framework="MosaicML Streaming", sample_count=places.samples)
    say_columns(facts, types)
    say_tokens(facts, types, places.samples)
    sample = sample_mds(window, 4, places.samples, types, items(about, "column_sizes"))
    say_nature(facts, sample, columns=[*types, *kinds(types.values())], total=places.samples)
    facts["metadata"] = (
        facts.get("metadata", {})
        | plain(about, _KNOWN)
        | {"bytes of the first samples": f"{places.shortest} to {places.longest}"}
    )
    faults = check_end(window.size, places.end, "samples", facts)
    return Finding(
        "mds",
        Kind.DATASET,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (
            window.evidence(0, 12, "number of samples and first places"),
            window.evidence(places.header, 64, "the columns"),
        ),
        faults,
    )


def _about(data: bytes) -> dict[str, Any] | None:
    """The JSON of the columns; None where it is another."""
    try:
        about = parse_object(data)
    except InputFault:
        return None
    return about if about.get("format") == "mds" and items(about, "column_names") else None


FORMAT = Format(
    id="mds",
    title="MosaicML MDS shard",
    kind=Kind.DATASET,
    reference="https://docs.mosaicml.com/projects/streaming/en/stable/preparing_datasets/dataset_format.html",
    examine=examine,
    signatures=(Signature(b"\0", at=3),),  # fewer than 2**24 samples; their places tell the rest
    suffixes=(".mds",),
    weak=True,
    look=look,
)
