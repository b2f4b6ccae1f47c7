"""Tables in columns, numbered: `train-00000-of-00060.parquet`, Spark's `part-00000-<uuid>`."""

from mediascan.assembly.base import ShardKind
from mediascan.assembly.parts import tables

KIND = ShardKind(
    id="column-tables",
    title="Tables (Parquet, ORC, Avro, Feather)",
    unit=("shard", "shards"),
    reference="https://huggingface.co/docs/hub/datasets-file-names-and-splits",
    formats=frozenset({"parquet", "orc", "avro", "feather_v1"}),
    of_finding=tables,
)
