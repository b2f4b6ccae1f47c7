"""A model of XGBoost as UBJSON (.ubj): an object whose first key is "learner" or "Config"."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.ubjson import Reader
from mediascan.reading.trees.xgboost import say_xgboost
from mediascan.reading.window import Window

_LEADS = tuple(
    b"{L" + len(key).to_bytes(8, "big") + key for key in (b"learner", b"Config", b"version")
)


def examine(window: Window) -> Finding | None:
    if not any(window.has(lead, 0) for lead in _LEADS):
        return None
    facts = Facts(framework="XGBoost")
    faults: tuple[Fault, ...] = ()
    reader = Reader(window)
    try:
        model = reader.value()
        say_xgboost(facts, model.get("Model", model))
        if reader.at < window.size:
            facts["trailing_bytes"] = window.size - reader.at
            text = f"{facts['trailing_bytes']} bytes behind the model"
            faults = (Fault(FaultKind.MALFORMED, text),)
    except InputFault as bad:
        faults = (fault_of(bad),)
    sure = Confidence.CONSISTENT
    if faults:
        sure = Confidence.PARSED if "objective" in facts else Confidence.MAGIC
    evidence = (window.evidence(0, 64, "first keys"),)
    return Finding("xgboost_ubjson", Kind.CHECKPOINT, sure, facts, evidence, faults)


FORMAT = Format(
    id="xgboost_ubjson",
    title="XGBoost model (UBJSON)",
    kind=Kind.CHECKPOINT,
    reference="https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html",
    examine=examine,
    signatures=tuple(Signature(lead) for lead in _LEADS),
    suffixes=(".ubj",),
    limits=Limits(total=1024 * MIB, seconds=30.0),
)
