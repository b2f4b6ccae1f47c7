"""`__3_0.distcp` of torch.distributed.checkpoint: one ZIP of torch.save for each piece of a tensor.

The archives follow one another without a gap. Names and whole shapes stand in `.metadata` beside
it. Where a writer stores pieces as bare numbers, nothing in the file tells it from other numbers.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.values import Walk
from mediascan.reading.torch.archive import torch_archive
from mediascan.reading.torch.chain import begun_chain, chain_of
from mediascan.reading.torch.objects import elements_by_dtype, survey
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import read_directory, unpacked_data

_OPENED = 1024  # archives whose objects are read; the others are counted
_SPELLED = 4


@dataclass(slots=True)
class _Pieces:
    """What the archives hold."""

    tensors: list[TensorSample] = field(default_factory=list)
    dtypes: dict[str, int] = field(default_factory=dict)
    walks: list[Walk] = field(default_factory=list)
    objects: int = 0  # that are no tensors
    count: int = 0
    wrong: list[Fault] = field(default_factory=list)


def examine(window: Window) -> Finding | None:
    chain, found = chain_of(window), _Pieces()
    if chain is None:
        chain = _begun(window)
        text = "cut off inside the last piece"
        found.wrong.append(Fault(FaultKind.TRUNCATED, text))
    if chain is None:
        return None
    for number, (start, end) in enumerate(chain[:_OPENED]):
        try:
            _open(window.cut(start, end - start), number, found)
        except InputFault as bad:
            found.wrong.append(fault_of(bad, f"piece {number}: "))
    facts = Facts(
        framework="torch.distributed.checkpoint",
        tensor_count=found.count + len(chain[_OPENED:]),
        parameter_count=sum(found.dtypes.values()),
        dtypes=found.dtypes,
        tensors=found.tensors,
        member_count=len(chain),
        declared_bytes=window.size,
    )
    add_imports(facts, found.walks)
    if found.objects:
        facts["metadata"] = {"pieces that are no tensors": str(found.objects)}
    faults = found.wrong[:_SPELLED]
    if len(chain) > _OPENED:
        text = f"only {_OPENED} of {len(chain)} pieces were opened; the numbers are of those"
        faults.append(Fault(FaultKind.LIMIT, text))
    return Finding(
        "torch_distcp",
        Kind.CHECKPOINT,
        Confidence.PARSED if found.wrong else Confidence.CONSISTENT,
        facts,
        (
            window.evidence(0, 64, "start of the first piece"),
            window.evidence(chain[-1][0], 64, "start of the last piece"),
        ),
        tuple(faults),
    )


def _begun(window: Window) -> list[tuple[int, int]] | None:
    """The pieces before one that is cut off."""
    try:
        directory = read_directory(window)
    except Malformed:
        return None
    return begun_chain(window, directory) if directory else None


def _open(window: Window, number: int, found: _Pieces) -> None:
    """One archive: a tensor by itself, or any other object."""
    directory = read_directory(window)
    archive = torch_archive(window, directory) if directory else None
    if archive is None:
        found.wrong.append(Fault(FaultKind.MALFORMED, f"piece {number} is no file of torch.save"))
        return
    walked = walk(unpacked_data(window, archive.records["data.pkl"]))
    if len(found.walks) < LIST_LENGTH or any(one.dangerous for one in walked.imports):
        found.walks.append(walked)
    held = survey(walked.root, window.check_time)
    if walked.fault is not None:
        found.wrong.append(fault_of(walked.fault, f"piece {number}: "))
    if not held.tensor_count:
        found.objects += 1
    found.count += held.tensor_count
    for dtype, count in (*elements_by_dtype(held.weights).items(),):
        found.dtypes[dtype] = found.dtypes.get(dtype, 0) + count
    for _, one in held.sample[: LIST_LENGTH - len(found.tensors)]:
        sample = TensorSample(name=f"piece {number}", dtype=one.dtype, shape=list(one.shape))
        found.tensors.append(sample)
    for key, storage in held.storages.items():
        record = archive.records.get(f"data/{key}")
        if record is None or (storage.width and record.size != storage.size):
            text = f"piece {number}: storage {key} has no fitting record"
            found.wrong.append(Fault(FaultKind.MALFORMED, text))


FORMAT = Format(
    id="torch_distcp",
    title="PyTorch distributed checkpoint, pieces of one rank",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/pytorch/blob/main/torch/distributed/checkpoint/filesystem.py",
    examine=examine,
    suffixes=(".distcp",),
    refines="zip",
    weak=True,  # a fault is told by the general format already
    limits=Limits(total=1024 * MIB, reads=1_000_000, seconds=60.0),  # three reads a piece
)
