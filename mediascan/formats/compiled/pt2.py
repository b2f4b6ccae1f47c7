"""PT2 archive, `.pt2`: a model that torch.export traced, or AOTInductor compiled; a ZIP.

Since torch 2.8 one folder with `archive_format` ("pt2"), `models/<name>.json`, `data/weights/` and
`data/aotinductor/<name>/` (machine code). Before, `serialized_exported_program.json` at the top.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.json import parse
from mediascan.reading.torch.aotinductor import FOLDER, say_compiled
from mediascan.reading.torch.exported import Exported, read_program
from mediascan.reading.torch.members import Archive, archive_of
from mediascan.reading.window import Window

_OLD = "serialized_exported_program.json"
_CODE = (".so", ".cpp", ".o", ".cubin", ".ptx", ".hsaco", ".pyd", ".dll", ".py")
_PROGRAMS = 16  # models of one archive that are read
_WEIGHTS = ("data/weights/", "data/constants/", "serialized_state_dict", FOLDER)


def examine(window: Window) -> Finding | None:
    archive = archive_of(window, b"archive_format", _OLD.encode())
    if archive is None:
        return None
    if _OLD not in archive.records and archive.text("archive_format", 16).strip() != b"pt2":
        return None
    found = Exported()
    names = [name for name in archive.records if _is_program(name)]
    read = sum([_read(archive, name, found) for name in names[:_PROGRAMS]])
    compiled = [name for name in archive.records if name.startswith(FOLDER)]
    if not read and not compiled and _OLD in archive.records:
        return None
    facts = _facts(archive, found, names, compiled)
    whole = archive.close()
    sure = whole and not archive.faults and (read == len(names) or bool(compiled))
    weights = [one for name, one in archive.records.items() if name.startswith(_WEIGHTS)]
    holds = any(one.size > 2 for one in weights)
    return Finding(
        "pt2",
        Kind.CHECKPOINT if holds else Kind.CONFIG,
        Confidence.CONSISTENT if sure else Confidence.PARSED,
        facts,
        (window.evidence(archive.directory.offset, 64, "first directory entry"),),
        tuple(archive.faults),
    )


def _is_program(name: str) -> bool:
    return name == _OLD or (name.startswith("models/") and name.endswith(".json"))


def _read(archive: Archive, name: str, found: Exported) -> bool:
    text = archive.text(name)
    if not text:
        return False
    try:
        right = read_program(parse(text, lenient=True), found)
    except InputFault as bad:
        archive.faults.append(fault_of(bad, f"{name:.80}: "))
        return False
    if not right:
        text_ = f"{name:.80} is no exported program"
        archive.faults.append(Fault(FaultKind.MALFORMED, text_))
    return right


def _facts(archive: Archive, found: Exported, names: list[str], compiled: list[str]) -> Facts:
    facts = Facts(producer="torch.export")
    if compiled:
        facts["producer"] = "AOTInductor"
        say_compiled(archive, compiled, found.weights, facts)
    version = found.versions.pop("torch_version", "")
    if version:
        facts["version"] = version
    found.weights.say(facts)
    if found.classes:
        facts["architecture"] = next(iter(found.classes))
    facts["operators"] = dict(found.operators.most_common(LIST_LENGTH))
    if found.custom:
        facts["custom_operators"] = list(found.custom)
    facts["inputs"], facts["outputs"] = found.inputs, found.outputs
    facts["node_count"] = found.nodes
    code = [name for name in archive.records if name.endswith(_CODE)]
    if code:
        facts["code_members"] = code[:LIST_LENGTH]
    if archive.folder:
        facts["original_name"] = archive.folder.removesuffix("/")
    facts["member_count"] = len(archive.records)
    facts["declared_bytes"] = archive.size
    told = found.versions | {"models": ", ".join(names[:LIST_LENGTH])}
    facts["metadata"] = {key: text for key, text in told.items() if text}
    found.traces.say(facts)
    return facts


FORMAT = Format(
    id="pt2",
    title="PyTorch exported program (PT2 archive)",
    kind=Kind.CHECKPOINT,
    reference="https://docs.pytorch.org/docs/stable/user_guide/torch_compiler/export/pt2_archive.html",
    examine=examine,
    suffixes=(".pt2",),
    refines="zip",
    weak=True,  # a fault is told by the general format already
    limits=Limits(read=64 * MIB, total=256 * MIB, seconds=30.0),  # the program of a large model
)
