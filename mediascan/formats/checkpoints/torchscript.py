"""TorchScript: a torch ZIP that carries its own program, as text and for phones as byte code.

Beside `data.pkl` lie `code/__torch__/....py`, `constants.pkl` and, for the lite interpreter,
`bytecode.pkl`; `extra/` holds what the writer added. The program is read and never run.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import Malformed
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.torch.archive import has_program, torch_archive
from mediascan.reading.torch.checkpoint import checkpoint_of
from mediascan.reading.torch.script import script_of
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import read_directory
from mediascan.reading.zips.mentions import mentions

_MARKS = (b"/code/", b"/bytecode.pkl")


def examine(window: Window) -> Finding | None:
    try:
        directory = read_directory(window)
    except Malformed:
        return None
    if directory is None or not mentions(window, directory, _MARKS):
        return None
    archive = torch_archive(window, directory)
    if archive is None or not has_program(archive):
        return None
    seen = checkpoint_of(window, directory, archive)
    script = script_of(window, archive)
    facts = seen.facts
    facts["producer"] = "TorchScript"
    facts["code_members"] = script.members
    facts["operators"] = dict(script.operators.most_common(LIST_LENGTH))
    if script.custom:
        facts["custom_operators"] = list(script.custom)
    told = facts.setdefault("metadata", {})
    if "bytecode.pkl" in archive.records:
        told["byte code"] = "for the lite interpreter of phones"
    extra = [name.removeprefix("extra/") for name in archive.records if name.startswith("extra/")]
    if extra:
        told["extra files"] = ", ".join(extra[:LIST_LENGTH])
    if script.classes:
        told["classes"] = ", ".join(script.classes)
    return Finding(
        "torchscript",
        Kind.CHECKPOINT,
        Confidence.PARSED if script.faults else seen.confidence,
        facts,
        seen.evidence,
        (*seen.faults, *script.faults),
        seen.links,
    )


FORMAT = Format(
    id="torchscript",
    title="TorchScript program",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/docs/serialization.md",
    examine=examine,
    suffixes=(".pt", ".jit", ".ts", ".ptl"),
    refines="zip",
    weak=True,  # a fault is told by the general format already
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
