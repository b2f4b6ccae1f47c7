"""Records as text, numbered: `c4-train.00000-of-01024.json.gz`, `part_0001.jsonl.zst`."""

from mediascan.assembly.base import ShardKind
from mediascan.assembly.facts import shape_print
from mediascan.assembly.parts import shards

KIND = ShardKind(
    id="text-records",
    title="Records (JSON Lines, JSON, CSV)",
    unit=("file", "files"),
    reference="https://huggingface.co/docs/hub/datasets-file-names-and-splits",
    formats=frozenset(
        {
            *("jsonl", "jsonl_bzip2", "jsonl_gzip", "jsonl_xz", "jsonl_zstd"),
            *("json_array", "json_array_gzip", "json_records", "csv_table", "csv_gzip"),
        }
    ),
    of_finding=shards(shape_print),
)
