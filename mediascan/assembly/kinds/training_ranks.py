"""What each rank of a training run saved: DeepSpeed, Megatron-LM, NeMo, Meta's Llama.

The name that a torch file keeps inside tells the rank; the files of one checkpoint lie below one
folder, in folders of their own where a rank has one.
"""

import re

from mediascan.assembly.base import Basis, File, Finding, Part, ShardKind
from mediascan.assembly.facts import number
from mediascan.assembly.names import last, parent

_RANK_FOLDER = re.compile(rb"(?:mp|tp)_rank_\d{1,9}(?:_(?:pp_rank_)?\d{1,9}){0,2}")


def of_finding(file: File, finding: Finding) -> list[Part]:
    facts = finding["facts"]
    folder, name = file.folder, last(file.folder)
    inner = name if _RANK_FOLDER.fullmatch(name) else b""
    for link in finding.get("links", ()):
        if link["role"] == "shard" and type(link["index"]) is int:
            if inner:
                folder = parent(folder)
            count = link["count"] if type(link["count"]) is int else 0
            where = b"/".join((folder, link["key"].encode("utf-8", "replace")))
            return [
                Part(
                    where,
                    finding["format"],
                    basis=Basis.CONTENT,
                    series=link["key"].encode("utf-8", "replace"),
                    index=link["index"],
                    count=count,
                    first=0,
                )
            ]
    if not inner:
        return []
    ranks = number(facts.get("world_size")) or 0
    digits = [int(one) for one in re.findall(rb"\d{1,9}", inner)]
    where, pipeline = parent(folder) + b"/ranks", digits[1] if len(digits) > 1 else 0
    width = number(facts.get("tensor_parallel")) or 0
    stages = number(facts.get("pipeline_parallel")) or 1
    if not width or digits[0] >= width or (ranks and width * stages > ranks):
        return [Part(where, finding["format"], series=b"%d" % pipeline, index=digits[0])]
    rank, count = pipeline * width + digits[0], width * stages
    return [Part(where, finding["format"], series=b"mp_rank_#", index=rank, count=count, first=0)]


KIND = ShardKind(
    id="training-ranks",
    title="Training checkpoint in a file for each rank",
    unit=("rank", "ranks"),
    reference="https://www.deepspeed.ai/tutorials/universal-checkpointing/",
    formats=frozenset({"pytorch_zip", "pytorch_legacy"}),
    of_finding=of_finding,
    rank=1,
)
