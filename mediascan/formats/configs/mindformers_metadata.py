"""What MindFormers says of a sharded checkpoint (metadata.json): its tensors, whole and in pieces.

{"state_dict_metadata": {name: {"properties": {"dtype": ...}, "global_shape": [...], "layout": {
"device_matrix": [...], "rank_list": [...], ...}, "chunk": [{"global_offset", "local_shape"}]}},
"storage_data": {"(name, offset)": [{"file_name": ..., "storage_rank": ...}]}}. The numbers lie in
safetensors files, which it names: those of the model and those of the optimizer apart.
"""

import re
from math import prod
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, LimitExceeded
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, Link, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.mindspore.checkpoint import is_state
from mediascan.reading.window import Window

_LARGEST = 32 * MIB
_START = re.compile(rb'\s*\{\s*"state_dict_metadata"\s*:\s*\{')
_OPTIMIZER_FILE = re.compile(r"-opt-\d{7}-\d{7}\.safetensors$")


def examine(window: Window) -> Finding | None:
    if not _START.match(window.upto(0, 128)):
        return None
    facts = Facts(framework="MindFormers")
    evidence = (window.evidence(0, 64, "first key"),)
    try:
        if window.size > _LARGEST:
            raise LimitExceeded(f"JSON of {window.size} bytes; limit {_LARGEST}")
        whole = parse_object(window.read(0, window.size), lenient=True)
    except InputFault as bad:
        faults = (fault_of(bad),)
        return Finding(
            "mindformers_metadata", Kind.CONFIG, Confidence.MAGIC, facts, evidence, faults
        )
    tensors, storage = whole.get("state_dict_metadata"), whole.get("storage_data")
    if not isinstance(tensors, dict) or not isinstance(storage, dict):
        return None
    tally = TensorTally(is_state)
    legal = [_add(tally, name, one, facts) for name, one in tensors.items()]
    tally.say(facts)
    files = _files(storage, facts)
    if any(map(_OPTIMIZER_FILE.search, files)):
        facts["optimizer_state"] = True
    sure = all(legal) and bool(files)
    links = tuple(
        Link("shard", name, index, len(files), from_name=False)
        for index, name in enumerate(files[:LIST_LENGTH])
    )
    confidence = Confidence.CONSISTENT if sure else Confidence.PARSED
    return Finding("mindformers_metadata", Kind.CONFIG, confidence, facts, evidence, (), links)


def _add(tally: TensorTally, name: str, one: Any, facts: Facts) -> bool:
    """Count one tensor; whether it has what each has."""
    match one:
        case {"properties": {"dtype": str(dtype)}, "global_shape": list(shape)} if all(
            type(size) is int and 0 <= size < 1 << 63 for size in shape
        ):
            tally.add(name, dtype, shape)
        case _:
            return False
    match one:
        case {"layout": {"device_matrix": list(matrix)}} if all(type(n) is int for n in matrix):
            facts["world_size"] = max(facts.get("world_size", 0), abs(prod(matrix[:16])))
    return True


def _files(storage: dict[str, Any], facts: Facts) -> list[str]:
    """The files that hold the numbers; the ranks that wrote them go into `facts`."""
    found: dict[str, None] = {}
    for places in storage.values():
        for place in places if isinstance(places, list) else ():
            match place:
                case {"file_name": str(name), "storage_rank": int(rank)}:
                    found[name] = None
                    facts["world_size"] = max(facts.get("world_size", 0), rank + 1)
    facts["members"] = list(found)[:LIST_LENGTH]
    return list(found)


FORMAT = Format(
    id="mindformers_metadata",
    title="MindFormers checkpoint, description of its shards",
    kind=Kind.CONFIG,
    reference="https://github.com/mindspore-lab/mindformers/blob/master/mindformers/checkpoint/metadata.py",
    examine=examine,
    signatures=(Signature(b"{"),),
    suffixes=(".json",),
    words=(b'"state_dict_metadata"',),
    weak=True,
    limits=Limits(read=_LARGEST, total=2 * _LARGEST, seconds=20.0),
)
