"""PyTorch checkpoint as torch.save (1.6 and later) and TorchScript write it: a ZIP of records.

Every record lies in one folder, named as the file was when it was written: `data.pkl` (the
objects), `data/<key>` (the bytes of one storage each), `version`, `byteorder`. The pickle is
walked on symbols and never loaded. The size of each storage must be that of its record.
"""

from dataclasses import dataclass

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.stacked import walk_all
from mediascan.reading.pickles.values import Walk
from mediascan.reading.torch.archive import TorchArchive, is_root, torch_archive
from mediascan.reading.torch.chain import chain_of
from mediascan.reading.torch.objects import Survey, add, survey
from mediascan.reading.torch.rank_names import say_rank
from mediascan.reading.torch.report import holds_weights, object_facts
from mediascan.reading.torch.tensors import counter_in
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import (
    Directory,
    Member,
    members,
    read_directory,
    unpacked_data,
)
from mediascan.reading.zips.layout import fills, lead_of, placing_faults
from mediascan.reading.zips.locals import first_local

_PICKLES = ("data.pkl", "constants.pkl", "attributes.pkl", "bytecode.pkl")
_STORAGES = {"data.pkl": "data/", "constants.pkl": "constants/"}  # where a pickle's storages lie
_AROUND = 30 + 1 + 16  # least bytes of a record beside its name: local header, slash, descriptor
_SMALL = 4096  # bytes of a record that holds one number
_SPELLED = 4  # faults of one sort that are told one by one


@dataclass(slots=True)
class _Pickle:
    """One pickle of the archive, walked."""

    name: str
    walk: Walk
    more: list[Walk]  # behind its STOP, where torch.load does not look
    window: Window | None  # None where it was compressed: its offsets are not those of the file
    behind: int  # bytes behind its STOP


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
    if directory.lead and chain_of(window):
        return None  # torch_distcp tells all of the archives
    pickles, faults = _pickles(window, archive)
    found = _surveyed(window, pickles)
    whole = all(one.walk.fault is None for one in pickles) and not faults and not found.stopped
    if found.stopped:
        text = f"the objects were not followed to their end: {found.stopped}"
        faults.append(Fault(FaultKind.LIMIT, text))
    faults += [fault for one in pickles for fault in _pickle_faults(one)]
    faults += _archive_faults(archive, clear=whole)
    faults += _storage_faults(archive, found, whole=whole)
    facts = object_facts(found)
    add_imports(facts, [walked for one in pickles for walked in (one.walk, *one.more)])
    _say_archive(window, archive, found, facts)
    faults += placing_faults(window, directory, archive.layout)
    lead, behind = lead_of(directory, archive.layout), window.size - directory.end
    if lead:
        facts["leading_bytes"] = lead
    if behind:
        facts["trailing_bytes"] = behind
    links = say_rank(facts["original_name"], facts)
    sure = not faults and fills(window, directory, archive.layout) and bool(found.storages)
    return Finding(
        "pytorch_zip",
        Kind.CHECKPOINT if holds_weights(found) else Kind.CONFIG,
        Confidence.CONSISTENT if sure else Confidence.PARSED,
        facts,
        (*_evidence(pickles), window.evidence(directory.at, 22, "end of central directory record")),
        tuple(faults),
        tuple(links),
    )


def _pickles(window: Window, archive: TorchArchive) -> tuple[list[_Pickle], list[Fault]]:
    pickles, faults = [], []
    for name in _PICKLES:
        member = archive.records.get(name)
        if member is None:
            continue
        try:
            inside = unpacked_data(window, member)
        except InputFault as bad:
            faults.append(fault_of(bad))
            continue
        first, *more = walk_all(inside)
        here = None if member.method else inside
        pickles.append(_Pickle(name, first, more, here, inside.size - first.end))
    return pickles, faults


def _surveyed(window: Window, pickles: list[_Pickle]) -> Survey:
    found = Survey()
    for one in pickles:
        if one.name == "data.pkl":
            found = survey(one.walk.root, window.check_time, _STORAGES[one.name])
        elif one.name in _STORAGES:
            found.folder = _STORAGES[one.name]
            add(one.walk.root, window.check_time, found)
    return found


def _pickle_faults(one: _Pickle) -> list[Fault]:
    faults = []
    if one.walk.fault is not None:
        faults.append(fault_of(one.walk.fault, f"{one.name}: "))
    elif one.behind:
        faults.append(Fault(FaultKind.MALFORMED, f"{one.name}: {one.behind} bytes behind STOP"))
    notes = list(one.walk.notes.items())[:_SPELLED]
    faults += [Fault(FaultKind.MALFORMED, f"{one.name}: {text}, at {at}") for text, at in notes]
    return faults


def _archive_faults(archive: TorchArchive, *, clear: bool) -> list[Fault]:
    faults = []
    if archive.locked:
        kind = FaultKind.MALFORMED if clear else FaultKind.ENCRYPTED
        but = ", but can be read without a key" if clear else ""
        faults.append(Fault(kind, f"{archive.locked} records are marked encrypted{but}"))
    if archive.twice:
        faults.append(Fault(FaultKind.MALFORMED, f"{archive.twice} records have a name twice"))
    if archive.foreign:
        count, first = len(archive.foreign), archive.foreign[0]
        text = f"{count} members outside the checkpoint's folder, such as {first!r:.80}"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return faults


def _storage_faults(archive: TorchArchive, found: Survey, *, whole: bool) -> list[Fault]:
    """Where the pickle and the records disagree."""
    texts = []
    for key, storage in found.storages.items():
        record = archive.records.get(key)
        if record is None:
            texts.append(f"storage {key} has no record")
        elif storage.width and record.size != storage.size:
            texts.append(f"storage {key} is {storage.size} bytes, its record {record.size}")
    if len(texts) > _SPELLED:
        texts[_SPELLED:] = [f"{len(texts) - _SPELLED} more storages without a fitting record"]
    if found.conflicts:
        texts.append(f"{found.conflicts} storages are named with two sizes")
    if found.outside:
        texts.append(f"{found.outside} tensors reach beyond their storage")
    spare = [one for one in archive.records if one.startswith("data/") and one[5:].isdigit()]
    spare = [one for one in spare if one not in found.storages]
    if whole and spare and "bytecode.pkl" not in archive.records:
        texts.append(f"records that no tensor uses: {len(spare)}, such as {spare[0]}")
    return [Fault(FaultKind.MALFORMED, text) for text in texts]


def _say_archive(window: Window, archive: TorchArchive, found: Survey, facts: Facts) -> None:
    """What the archive itself tells: names, version, byte order, and a step kept as a tensor."""
    records = archive.records
    script = "constants.pkl" in records or any(one.startswith("code/") for one in records)
    facts["producer"] = "TorchScript" if script else "torch.save"
    facts["original_name"] = archive.folder.removesuffix("/")
    facts["member_count"] = len(records) + archive.twice + len(archive.foreign)
    facts["declared_bytes"] = sum(one.size for one in records.values())
    if archive.locked:
        facts["encrypted_member_count"] = archive.locked
    version = _small(window, records.get("version"))
    if version:
        facts["version"] = version
    order = _small(window, records.get("byteorder"))
    if order:
        facts["metadata"] = {"byteorder": order, **facts.get("metadata", {})}
    if "training_step" not in facts and found.step_tensor and found.step_tensor.storage:
        record = records.get("data/" + found.step_tensor.storage.key)
        step = _counter(window, record, found, ">" if order == "big" else "<")
        if step is not None:
            facts["training_step"] = step


def _small(window: Window, record: Member | None) -> str:
    """A record of a few characters; empty where there is none or it cannot be read."""
    if record is None:
        return ""
    try:
        return unpacked_data(window, record).upto(0, 32).decode("ascii", "replace").strip()
    except InputFault:
        return ""


def _counter(window: Window, record: Member | None, found: Survey, order: str) -> int | None:
    if record is None or record.size > _SMALL or found.step_tensor is None:
        return None
    try:
        return counter_in(unpacked_data(window, record), found.step_tensor, order)
    except InputFault:
        return None


def _evidence(pickles: list[_Pickle]) -> list[Evidence]:
    """The start of the pickle, and where it names what it should not."""
    pieces = []
    for one in pickles:
        if one.window is None:
            continue
        if one.name == "data.pkl":
            pieces.append(one.window.evidence(0, 64, "start of data.pkl"))
        named = [glob for walked in (one.walk, *one.more) for glob in walked.imports]
        for bad in [glob for glob in named if glob.dangerous][:_SPELLED]:
            text = f"{one.name} imports {bad.path}"
            start = max(0, bad.offset - 48)
            pieces.append(one.window.evidence(start, bad.offset - start, text))
    return pieces


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
    if first is None or not is_root(first[0].name) or first[0].method:
        return None
    member, start = first
    inside = window.cut(start, max(0, window.size - start))
    one = _Pickle("data.pkl", walk(inside), [], inside, 0)
    if one.walk.protocol < 2:
        return None
    found = _surveyed(window, [one])
    facts = object_facts(found)
    add_imports(facts, [one.walk])
    facts["producer"] = "torch.save"
    facts["original_name"] = member.name.removesuffix("/data.pkl")
    need = sum(storage.size for storage in found.storages.values())
    around = sum(_AROUND + len(facts["original_name"]) + len(key) for key in found.storages)
    text = "cut off inside the pickle"
    faults = [] if isinstance(one.walk.fault, Truncated) else _pickle_faults(one)
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
        (window.evidence(0, 64, "local header of data.pkl"), *_evidence([one])),
        (Fault(FaultKind.TRUNCATED, text), *faults),
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
