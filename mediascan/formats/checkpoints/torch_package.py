"""torch.package: a ZIP of Python sources, pickled objects and their tensors.

`.data/version` and `.data/extern_modules` mark it; objects are `<package>/<name>.pkl`, tensors
`.data/<key>.storage`. Loading one runs the sources: here they are listed, the pickles walked.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.values import Walk
from mediascan.reading.torch.members import Archive, archive_of
from mediascan.reading.torch.objects import Survey, add, survey
from mediascan.reading.torch.report import object_facts
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import unpacked_data

_MARK = ".data/extern_modules"
_PICKLES = 256  # objects walked
_SPELLED = 4


def examine(window: Window) -> Finding | None:
    archive = archive_of(window, _MARK.encode())
    if archive is None or _MARK not in archive.records or ".data/version" not in archive.records:
        return None
    found, walks = _objects(window, archive)
    facts = object_facts(found)
    add_imports(facts, walks)
    _say(archive, facts)
    wrong = []
    for key, storage in found.storages.items():
        record = archive.records.get(f".data/{key}.storage")
        if record is None or (storage.width and record.size != storage.size):
            wrong.append(f"storage {key} has no fitting record")
    archive.faults += [Fault(FaultKind.MALFORMED, text) for text in wrong[:_SPELLED]]
    sure = archive.close() and not archive.faults
    return Finding(
        "torch_package",
        Kind.CHECKPOINT,
        Confidence.CONSISTENT if sure else Confidence.PARSED,
        facts,
        (window.evidence(archive.directory.offset, 64, "first directory entry"),),
        tuple(archive.faults),
    )


def _objects(window: Window, archive: Archive) -> tuple[Survey, list[Walk]]:
    found, walks = Survey(), list[Walk]()
    names = [name for name in archive.records if name.endswith(".pkl")]
    for name in names[:_PICKLES]:
        try:
            walked = walk(unpacked_data(window, archive.records[name]))
        except InputFault as bad:
            archive.faults.append(fault_of(bad, f"{name:.80}: "))
            continue
        if walked.fault is not None:
            archive.faults.append(fault_of(walked.fault, f"{name:.80}: "))
        if walks:
            add(walked.root, window.check_time, found)
        else:
            found = survey(walked.root, window.check_time)
        walks.append(walked)
    return found, walks


def _say(archive: Archive, facts: Facts) -> None:
    facts["producer"] = "torch.package"
    facts["version"] = archive.text(".data/version", 32).decode("ascii", "replace").strip()
    if archive.folder:
        facts["original_name"] = archive.folder.removesuffix("/")
    code = [name for name in archive.records if name.endswith(".py")]
    if code:
        facts["code_members"] = code[:LIST_LENGTH]
    told = facts.setdefault("metadata", {})
    for word, name in (("needs modules", _MARK), ("Python", ".data/python_version")):
        text = archive.text(name, 4096).decode("utf-8", "replace").split()
        if text:
            told[word] = ", ".join(text[:LIST_LENGTH])
    facts["member_count"] = len(archive.records)
    facts["declared_bytes"] = archive.size


FORMAT = Format(
    id="torch_package",
    title="torch.package archive",
    kind=Kind.CHECKPOINT,
    reference="https://docs.pytorch.org/docs/stable/package.html",
    examine=examine,
    suffixes=(".pt", ".zip"),
    refines="zip",
    weak=True,  # a fault is told by the general format already
    limits=Limits(total=256 * MIB, seconds=60.0),
)
