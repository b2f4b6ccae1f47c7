"""A GGUF model in several files: each says its number, and how many there are."""

from mediascan.assembly.base import Basis, File, Finding, Part, ShardKind
from mediascan.assembly.names import numbered


def of_finding(file: File, finding: Finding) -> list[Part]:
    for link in finding.get("links", ()):
        if link["role"] == "shard" and type(link["index"]) is int:
            found = numbered(file.name)
            name = found.pattern if found and found.count else b""
            return [
                Part(
                    link["key"].encode() + b"\0" + name,
                    "gguf",
                    basis=Basis.CONTENT,
                    series=name,
                    index=link["index"] + 1,  # as llama.cpp's names have it
                    count=link["count"] if type(link["count"]) is int else 0,
                    first=1,
                )
            ]
    return []


KIND = ShardKind(
    id="gguf-split",
    title="GGUF model in shards",
    unit=("shard", "shards"),
    reference="https://github.com/ggml-org/llama.cpp/blob/master/tools/gguf-split/gguf-split.cpp",
    formats=frozenset({"gguf"}),
    of_finding=of_finding,
)
