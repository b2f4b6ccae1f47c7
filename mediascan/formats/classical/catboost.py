"""A model of CatBoost (.cbm): "CBM1", u32 size of the core, the core, then parts it names."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.trees.catboost import Core
from mediascan.reading.window import Window

_FORMAT = "FlabuffersModel_v1"  # misspelt by its writer


def examine(window: Window) -> Finding | None:
    if window.size < 16:
        return None
    size = window.cursor(4).number("I")
    core = Core()
    facts = core.facts
    faults: list[Fault] = []
    here = min(size, window.size - 8)
    if here < size:
        facts["missing_bytes"] = size - here
        faults.append(Fault(FaultKind.TRUNCATED, f"{size - here} bytes of the core are missing"))
    try:
        core.read(window.cut(8, here))
    except InputFault as bad:
        faults.append(fault_of(bad))
    if core.format != _FORMAT and not facts.get("tree_count"):
        return None if not faults else _bare(window, core, faults)
    facts["version"] = core.format
    behind = window.size - 8 - size
    if behind > 0 and not core.parts:
        facts["trailing_bytes"] = behind
        faults.append(Fault(FaultKind.MALFORMED, f"{behind} bytes behind the core"))
    sure = Confidence.CONSISTENT if not faults and not core.parts else Confidence.PARSED
    evidence = (window.evidence(0, 64, "magic, size of the core, its start"),)
    return Finding("catboost", Kind.CHECKPOINT, sure, facts, evidence, tuple(faults))


def _bare(window: Window, core: Core, faults: list[Fault]) -> Finding:
    evidence = (window.evidence(0, 16, "magic and size of the core"),)
    return Finding(
        "catboost", Kind.CHECKPOINT, Confidence.MAGIC, core.facts, evidence, tuple(faults)
    )


FORMAT = Format(
    id="catboost",
    title="CatBoost model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/catboost/catboost/blob/master/catboost/libs/model/flatbuffers/model.fbs",
    examine=examine,
    signatures=(Signature(b"CBM1"),),
    suffixes=(".cbm",),
    limits=Limits(total=256 * MIB, seconds=20.0),
)
