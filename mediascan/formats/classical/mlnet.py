"""ML.NET model: a ZIP of `TransformerChain/`, with a `Model.key` in each of its folders.

A key begins with "ML", NUL, "MODEL", versions, six places, and names what reads it: so the steps of
the pipeline and the kind of the model are told (ModelHeader.cs). `TrainingInfo` has the version.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.window import Window
from mediascan.reading.zips.archive import Archive, open_archive

_ROOTS = ("TransformerChain/", "Predictor/", "TrainingInfo/")
_MARKS = ("TransformerChain/Model.key", "Predictor/Model.key", "TrainingInfo/Version.txt")
_MAGIC = b"ML\0MODEL"
_HEAD = 144  # bytes of a key up to where its tail ends
_READER, _TAIL = 80, 128  # where they stand: 24 bytes padded with NUL, and two places
_KEYS = 256  # opened


def examine(window: Window) -> Finding | None:
    archive = open_archive(window, _ROOTS)
    if archive is None:
        return None
    steps: dict[str, str] = {}
    for name in _keys(archive)[:_KEYS]:
        head = archive.read(name, _HEAD)
        if head.startswith(_MAGIC) and len(head) == _HEAD:
            reader = head[_READER : _READER + 24].split(b"\0", 1)[0]
            steps[_folder(name)] = reader.decode("ascii", "replace")
            _check(archive, name, head)
    if not steps:
        return None
    facts = Facts(framework="ML.NET")
    version = _version(archive)
    if version:
        facts["producer"] = f"ML.NET {version}"
    models = [step for folder, step in steps.items() if folder.endswith("/Model")]
    if models:
        facts["architecture"] = ", ".join(dict.fromkeys(models))
    uses: dict[str, int] = {}
    for step in steps.values():
        uses[step] = uses.get(step, 0) + 1
    facts["operators"] = dict(list(uses.items())[:LIST_LENGTH])
    facts["node_count"] = len(steps)
    confidence, faults = archive.conclude(facts)
    shown = archive.evidence(_keys(archive)[0])
    return Finding("mlnet", Kind.CHECKPOINT, confidence, facts, shown, faults)


def _check(archive: Archive, name: str, head: bytes) -> None:
    """A key ends in its tail of 8 bytes, and with it the member."""
    tail, end = (int.from_bytes(head[at : at + 8], "little") for at in (_TAIL, _TAIL + 8))
    size = archive.records[name].size
    if tail + 8 != end or end != size:
        text = f"{name:.80}: ends at {end}, in a member of {size} bytes"
        archive.fail(Fault(FaultKind.MALFORMED, text))


def _keys(archive: Archive) -> list[str]:
    return [name for name in archive.records if _slashed(name).endswith("/Model.key")]


def _folder(name: str) -> str:
    return _slashed(name).removesuffix("/Model.key")


def _slashed(name: str) -> str:
    return name.replace("\\", "/")


def _version(archive: Archive) -> str:
    for name in archive.records:
        if _slashed(name) == "TrainingInfo/Version.txt":
            return archive.read(name, 64).decode("utf-8", "replace").split("@", 1)[0].strip()
    return ""


FORMAT = Format(
    id="mlnet",
    title="ML.NET model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/dotnet/machinelearning/blob/main/src/Microsoft.ML.Core/Data/ModelHeader.cs",
    examine=examine,
    suffixes=(".zip", ".mlnet"),
    refines="zip",
    inside=frozenset({*_MARKS, *(mark.replace("/", "\\") for mark in _MARKS)}),
    limits=Limits(total=128 * MIB),
)
