"""TorchServe model archive, `.mar`: a ZIP with `MAR-INF/MANIFEST.json`, weights and a handler.

The manifest names the model, its file and the program that serves it (torch-model-archiver,
model_packaging_utils.py). What the weights are is told by their first bytes.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.torch.members import Archive, archive_of
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import head

_MANIFEST = "MAR-INF/MANIFEST.json"
_LONGEST = 65_536
_WORDS = (
    "serializedFile",
    "modelFile",
    "handler",
    "requirementsFile",
    "configFile",
    "modelVersion",
)


def examine(window: Window) -> Finding | None:
    archive = archive_of(window, _MANIFEST.encode())
    if archive is None or _MANIFEST not in archive.records:
        return None
    facts = Facts(producer="torch-model-archiver")
    try:
        manifest = parse_object(archive.text(_MANIFEST, _LONGEST), lenient=True)
    except InputFault as bad:
        archive.faults.append(fault_of(bad, f"{_MANIFEST}: "))
        manifest = {}
    weights = _say(manifest, facts)
    code = [name for name in archive.records if name.endswith((".py", ".so"))]
    if code:
        facts["code_members"] = code[:LIST_LENGTH]
    facts["members"] = list(archive.records)[:LIST_LENGTH]
    facts["member_count"] = len(archive.records)
    facts["declared_bytes"] = archive.size
    inner = _inner(archive, weights)
    if inner:
        facts["inner_format"] = inner
    sure = archive.close() and not archive.faults
    return Finding(
        "torchserve_mar",
        Kind.CHECKPOINT if inner else Kind.CONTAINER,
        Confidence.CONSISTENT if sure else Confidence.PARSED,
        facts,
        (window.evidence(archive.directory.offset, 64, "first directory entry"),),
        tuple(archive.faults),
    )


def _say(manifest: dict[str, object], facts: Facts) -> str:
    """What the manifest tells; returns the name of the file with the weights."""
    inner = manifest.get("model")
    model: dict[str, object] = inner if isinstance(inner, dict) else {}
    name, told = model.get("modelName"), dict[str, str]()
    if isinstance(name, str):
        facts["model_name"] = name
    for word in _WORDS:
        value = model.get(word)
        if isinstance(value, str):
            told[word] = value
    for word in ("runtime", "archiverVersion", "description"):
        value = manifest.get(word)
        if isinstance(value, str):
            told[word] = value
    facts["metadata"] = told
    traces, created = Traces(), manifest.get("createdOn")
    if isinstance(created, str):
        traces.add(created, "created")
    traces.say(facts)
    return told.get("serializedFile", "")


def _inner(archive: Archive, name: str) -> str:
    """What the file with the weights starts as; empty where there is none."""
    member = archive.records.get(name.rpartition("/")[2])
    if member is None:
        return ""
    try:
        return inner_format(head(archive.window, member, 512))
    except InputFault as bad:
        archive.faults.append(fault_of(bad, "the weights: "))
        return ""


FORMAT = Format(
    id="torchserve_mar",
    title="TorchServe model archive",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/serve/blob/master/model-archiver/README.md",
    examine=examine,
    suffixes=(".mar",),
    refines="zip",
    weak=True,  # a fault is told by the general format already
    limits=Limits(total=64 * MIB, seconds=30.0),
)
