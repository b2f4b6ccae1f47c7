"""What a torch ZIP holds, whichever format it is: its pickles walked, its records checked."""

from dataclasses import dataclass

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Kind, Link, fault_of
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.stacked import walk_all
from mediascan.reading.pickles.values import Walk
from mediascan.reading.torch.archive import TorchArchive
from mediascan.reading.torch.objects import Survey, add, survey
from mediascan.reading.torch.rank_names import say_rank
from mediascan.reading.torch.report import holds_weights, object_facts
from mediascan.reading.torch.tensors import counter_in
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import (
    Directory,
    Member,
    unpacked_data,
)
from mediascan.reading.zips.layout import fills, lead_of, placing_faults

_PICKLES = ("data.pkl", "constants.pkl", "attributes.pkl", "bytecode.pkl")
_STORAGES = {"data.pkl": "data/", "constants.pkl": "constants/"}  # where a pickle's storages lie
_SMALL = 4096  # bytes of a record that holds one number
_SPELLED = 4  # faults of one sort that are told one by one


@dataclass(slots=True)
class Pickle:
    """One pickle of the archive, walked."""

    name: str
    walk: Walk
    more: list[Walk]  # behind its STOP, where torch.load does not look
    window: Window | None  # None where it was compressed: its offsets are not those of the file
    behind: int  # bytes behind its STOP


@dataclass(slots=True)
class Checkpoint:
    """The archive, read as far as it goes."""

    found: Survey
    facts: Facts
    faults: list[Fault]
    evidence: tuple[Evidence, ...]
    links: tuple[Link, ...]
    sure: bool  # sizes account for every byte
    walks: list[Walk]

    @property
    def kind(self) -> Kind:
        return Kind.CHECKPOINT if holds_weights(self.found) else Kind.CONFIG

    @property
    def confidence(self) -> Confidence:
        return Confidence.CONSISTENT if self.sure else Confidence.PARSED


def checkpoint_of(window: Window, directory: Directory, archive: TorchArchive) -> Checkpoint:
    pickles, faults = _pickles(window, archive)
    found = surveyed(window, pickles)
    whole = all(one.walk.fault is None for one in pickles) and not faults and not found.stopped
    if found.stopped:
        text = f"the objects were not followed to their end: {found.stopped}"
        faults.append(Fault(FaultKind.LIMIT, text))
    faults += [fault for one in pickles for fault in faults_of(one)]
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
    end = window.evidence(directory.at, 22, "end of central directory record")
    walks = [one.walk for one in pickles]
    evidence = (*evidence_of(pickles), end)
    return Checkpoint(found, facts, faults, evidence, tuple(links), sure, walks)


def _pickles(window: Window, archive: TorchArchive) -> tuple[list[Pickle], list[Fault]]:
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
        pickles.append(Pickle(name, first, more, here, inside.size - first.end))
    return pickles, faults


def surveyed(window: Window, pickles: list[Pickle]) -> Survey:
    found = Survey()
    for one in pickles:
        if one.name == "data.pkl":
            found = survey(one.walk.root, window.check_time, _STORAGES[one.name])
        elif one.name in _STORAGES:
            found.folder = _STORAGES[one.name]
            add(one.walk.root, window.check_time, found)
    return found


def faults_of(one: Pickle) -> list[Fault]:
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


def evidence_of(pickles: list[Pickle]) -> list[Evidence]:
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
