"""Segments of a web crawl: one crawl, pages or texts or metadata, in numbered WARC files."""

from mediascan.assembly.base import File, Finding, Part, ShardKind
from mediascan.assembly.facts import metadata, text
from mediascan.assembly.names import numbered
from mediascan.model.display import show

_NAMES = ("crawl", "isPartOf")  # fields of a warcinfo record that name the crawl
_FAMOUS = "CC-MAIN-"


def of_finding(file: File, finding: Finding) -> list[Part]:
    crawl = next(filter(None, (metadata(finding, one) for one in _NAMES)), "")
    shape = text(finding, "training_shape")
    found = numbered(file.name)
    if not crawl and found is None:
        return [Part(b"", shape, series=file.path)]
    label = f"Common Crawl {crawl}" if crawl.startswith(_FAMOUS) else crawl
    where = crawl.encode("utf-8", "surrogateescape")
    return [
        Part(
            where or file.folder + b"/" + (found.pattern if found else b""),
            shape,
            series=found.series if found else file.path,
            index=found.index if found else -1,
            label=show(label),
        )
    ]


KIND = ShardKind(
    id="web-archives",
    title="Web archive (WARC)",
    unit=("segment", "segments"),
    reference="https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    formats=frozenset({"warc", "warc_gzip"}),
    of_finding=of_finding,
)
