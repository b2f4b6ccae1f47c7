"""TFRecord shards `x-train.tfrecord-00000-of-00060`, and dataset_info.json of TFDS beside them."""

from mediascan.assembly.base import Basis, File, Finding, Part, Role, ShardKind
from mediascan.assembly.facts import leading_number, metadata, shape_print
from mediascan.assembly.parts import shard

_SPLIT = "split "  # how tfds_info names what it tells of a split
_WIDTH = 5  # digits of a number in the name of a shard


def of_finding(file: File, finding: Finding) -> list[Part]:
    if finding["format"] != "tfds_info":
        return [shard(file, shape_print(finding), 0)]
    name = metadata(finding, "name")
    suffix = metadata(finding, "fileFormat") or "tfrecord"
    told = finding["facts"].get("metadata")
    if not isinstance(told, dict):
        return []
    return [
        _split(f"{name}-{key.removeprefix(_SPLIT)}.{suffix}", metadata(finding, key))
        for key in told
        if name and key.startswith(_SPLIT)
    ]


def _split(stem: str, words: str) -> Part:
    """A split by words such as "700 samples in 2 shards, 8000 bytes"."""
    samples, _, rest = words.partition(" samples in ")
    count = max(0, leading_number(rest))
    pattern = f"{stem}-#-of-{count:0{_WIDTH}d}".encode("utf-8", "surrogateescape")
    return Part(
        pattern,
        role=Role.INDEX,
        basis=Basis.CONTENT,
        series=pattern,
        count=count,
        whole={"samples": max(0, leading_number(samples))},
    )


KIND = ShardKind(
    id="tfrecord",
    title="TFRecord shards",
    unit=("shard", "shards"),
    reference="https://www.tensorflow.org/datasets/external_tfrecord",
    formats=frozenset({"tfrecord", "tfrecord_gzip", "tfds_info"}),
    of_finding=of_finding,
)
