"""PyTorch checkpoint as torch.save (1.6 and later) writes it: a ZIP of records.

Every record lies in one folder, named as the file was when it was written: `data.pkl` (the
objects), `data/<key>` (the bytes of one storage each), `version`, `byteorder`. The pickle is
walked on symbols and never loaded. The size of each storage must be that of its record.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.torch.archive import has_program, is_root, torch_archive
from mediascan.reading.torch.chain import begun_chain, chain_of
from mediascan.reading.torch.checkpoint import (
    Pickle,
    checkpoint_of,
    evidence_of,
    faults_of,
    surveyed,
)
from mediascan.reading.torch.report import object_facts
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import (
    Directory,
    Member,
    members,
    read_directory,
)
from mediascan.reading.zips.locals import first_local

_HEADER = b"PK\x03\x04\0\0"  # version needed 0
_AROUND = 30 + 1 + 16  # least bytes of a record beside its name: local header, slash, descriptor


def examine(window: Window) -> Finding | None:
    try:
        directory = read_directory(window)
    except Malformed:
        directory = None
    if directory is None:
        return _cut(window)
    archive = torch_archive(window, directory)
    if archive is None:
        return _before(window, directory)
    if (directory.lead and chain_of(window)) or begun_chain(window, directory):
        return None  # torch_distcp tells all of the archives
    if has_program(archive):
        return None  # torchscript tells it
    seen = checkpoint_of(window, directory, archive)
    return Finding(
        "pytorch_zip",
        seen.kind,
        seen.confidence,
        seen.facts,
        seen.evidence,
        tuple(seen.faults),
        seen.links,
    )


def _before(window: Window, directory: Directory) -> Finding | None:
    """A checkpoint in front of another archive, whose directory hides it from readers of ZIP."""
    first = next(members(window, directory), None)
    ours = first_local(window)
    if ours is None or (first is not None and first.name == ours[0].name):
        return None
    return _cut(window, "another archive follows, whose directory hides this one")


def _cut(window: Window, why: str = "the directory of the archive is missing") -> Finding | None:
    """A checkpoint without its directory: its first record, the pickle, ends by itself."""
    first = first_local(window)
    if first is None or first[0].method:
        return None
    member, start = first
    if not is_root(member.name):
        return _without_pickle(window, member)
    inside = window.cut(start, max(0, window.size - start))
    one = Pickle("data.pkl", walk(inside), [], inside, 0)
    if one.walk.protocol < 2:
        return None
    found = surveyed(window, [one])
    facts = object_facts(found)
    add_imports(facts, [one.walk])
    facts["producer"] = "torch.save"
    facts["original_name"] = member.name.removesuffix("/data.pkl")
    need = sum(storage.size for storage in found.storages.values())
    around = sum(_AROUND + len(facts["original_name"]) + len(key) for key in found.storages)
    text = "cut off inside the pickle"
    faults = [] if isinstance(one.walk.fault, Truncated) else faults_of(one)
    if one.walk.fault is None:
        facts["declared_bytes"] = need
        lacks = need + around - (inside.size - one.walk.end)
        text = why
        if lacks > 0:
            facts["missing_bytes"] = lacks
            text = f"cut off: at least {lacks} bytes of the tensors' records are missing"
    return Finding(
        "pytorch_zip",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "local header of data.pkl"), *evidence_of([one])),
        (Fault(FaultKind.TRUNCATED, text), *faults),
    )


def _without_pickle(window: Window, member: Member) -> Finding | None:
    """Cut off before its pickle, which TorchScript writes behind the tensors.

    Only torch's writer says that version 0 can unpack it and fills up by a field called FB.
    """
    folder, slash, _ = member.name.partition("/")
    if not slash or not window.has(_HEADER, 0) or not member.extra.startswith(b"FB"):
        return None
    return Finding(
        "pytorch_zip",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        Facts(producer="torch", original_name=folder),
        (window.evidence(0, 64, "local header as only torch writes it"),),
        (Fault(FaultKind.TRUNCATED, "cut off before its pickle: what it holds is not told"),),
    )


FORMAT = Format(
    id="pytorch_zip",
    title="PyTorch checkpoint (ZIP)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/pytorch/blob/main/caffe2/serialize/inline_container.h",
    examine=examine,
    suffixes=(".pt", ".pth", ".bin", ".ckpt"),
    refines="zip",
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
