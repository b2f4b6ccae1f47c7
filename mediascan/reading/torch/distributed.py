"""`.metadata` of torch.distributed.checkpoint, walked: all tensors of all ranks, and their files.

Classes: torch/distributed/checkpoint/metadata.py (Metadata, TensorStorageMetadata,
ChunkStorageMetadata, BytesStorageMetadata, MetadataIndex) and filesystem.py (_StorageInfo).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from math import prod

from mediascan.model.limits import LIST_LENGTH
from mediascan.model.optimizer_names import SAMPLE, is_optimizer_name
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.pickles.mappings import class_of, entries_of, table_of
from mediascan.reading.pickles.plain import plain_of
from mediascan.reading.pickles.values import Call, Global
from mediascan.reading.torch.tensors import shape_of

MODULE = "torch.distributed.checkpoint.metadata"
_RANKED = re.compile(r"__(\d{1,9})_\d{1,9}\.distcp", re.ASCII)
_FILES = 100_000  # files kept by name: a run of 20,000 ranks writes some
_NAME = 512  # characters of a name
_CHECK = 4096  # entries between looks at the clock


@dataclass(slots=True)
class Plan:
    """What the metadata tells."""

    tensors: int = 0
    objects: int = 0  # entries that are no tensors
    chunks: int = 0  # pieces that tensors were cut into
    sample: list[tuple[str, str, tuple[int, ...]]] = field(default_factory=list)
    dtypes: dict[str, int] = field(default_factory=dict)  # of the model
    moments: int = 0  # numbers of optimizer state
    optimizer: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)  # parts of optimizer names
    roots: dict[str, None] = field(default_factory=dict)  # first parts of names
    megatron: bool = False
    files: dict[str, int] = field(default_factory=dict)  # path -> bytes it has at least
    ranks: set[int] = field(default_factory=set)
    stored: int = 0  # bytes of all pieces
    place: str = ""  # folder it was written to
    wrong: list[str] = field(default_factory=list)
    fingerprint: Fingerprint = field(default_factory=Fingerprint)


def is_metadata(root: object) -> bool:
    """Whether `root` is the object that the planner of a save makes."""
    return class_of(root) == f"{MODULE}.Metadata"


def plan_of(root: object, check_time: Callable[[], None]) -> Plan:
    """All that `root` says. Raises `LimitExceeded` when the time is up."""
    table, plan = table_of(root), Plan()
    for count, (name, one) in enumerate(entries_of(table.get("state_dict_metadata"))):
        if count % _CHECK == 0:
            check_time()
        if isinstance(name, str):
            _add(plan, name[:_NAME], one)
    for count, (_, one) in enumerate(entries_of(table.get("storage_data"))):
        if count % _CHECK == 0:
            check_time()
        _store(plan, table_of(one))
    place = plain_of(table_of(table.get("storage_meta")).get("checkpoint_id"))
    plan.place = place if isinstance(place, str) else ""
    return plan


def _add(plan: Plan, name: str, one: object) -> None:
    if len(plan.roots) < LIST_LENGTH:
        plan.roots.setdefault(name.partition(".")[0])
    kind = class_of(one)
    plan.megatron = plan.megatron or ".self_attention.linear_qkv" in name
    table = table_of(one)
    shape = shape_of(table.get("size"))
    if not kind.endswith("TensorStorageMetadata") or shape is None:
        plan.objects += 1
        return
    plan.tensors += 1
    dtype, count = _dtype(table.get("properties")), prod(shape)
    chunks = table.get("chunks")
    pieces = chunks if isinstance(chunks, list) else []
    plan.chunks += len(pieces)
    if pieces and len(pieces) <= _CHECK:
        sizes = [shape_of(table_of(piece).get("sizes")) for piece in pieces]
        held = sum(prod(size) for size in sizes if size is not None)
        if held != count and len(plan.wrong) < SAMPLE:
            plan.wrong.append(f"{name:.80}: {held} of {count} numbers in its pieces")
    if len(plan.sample) < LIST_LENGTH:
        plan.sample.append((name, dtype, shape))
    if is_optimizer_name(name):
        plan.moments += count
        plan.words.update(name.split("."))
        if len(plan.optimizer) < SAMPLE:
            plan.optimizer.append(name)
        return
    plan.dtypes[dtype] = plan.dtypes.get(dtype, 0) + count
    plan.fingerprint.add(name, shape)


def _dtype(properties: object) -> str:
    """The dtype of TensorProperties: its state is a tuple, or a dictionary in early versions."""
    match properties:
        case Call(state=(Global(module="torch", name=name), *_)):
            return name
    dtype = table_of(properties).get("dtype")
    return dtype.name if isinstance(dtype, Global) else ""


def _store(plan: Plan, info: dict[str, object]) -> None:
    path, offset, length = info.get("relative_path"), info.get("offset"), info.get("length")
    if not isinstance(path, str):
        return
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 0:
        return
    path = path[:_NAME]
    plan.stored += length
    if path in plan.files or len(plan.files) < _FILES:
        plan.files[path] = max(plan.files.get(path, 0), offset + length)
    ranked = _RANKED.fullmatch(path.rpartition("/")[2])
    if ranked is not None and len(plan.ranks) < _FILES:
        plan.ranks.add(int(ranked[1]))
