"""A pickle in a compressed stream, as joblib (`compress=`) and pandas write it."""

from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.compression.inflate import Inflated
from mediascan.reading.pickles.mappings import class_of
from mediascan.reading.torch.plain_pickles import open_pickles, opened_facts, opened_finding
from mediascan.reading.window import Window

MOST = 8 * MIB  # decompressed bytes looked at
_MODELS = frozenset({"sklearn", "lightgbm", "xgboost", "catboost", "torch", "keras", "statsmodels"})


def packed_finding(
    format_id: str, window: Window, stream: Inflated, compression: str, end: int
) -> Finding | None:
    """The finding for the pickle that `stream` has, which ends at `end` of the file.

    Offsets inside the pickle are not those of the file, so the evidence is that of the stream.
    """
    whole = stream.ended and not stream.damage
    opened = open_pickles(Window.over(stream.data, Limits(total=256 * MIB, seconds=30.0)))
    if opened is None:
        return None
    facts = opened_facts(opened)
    facts["compression"] = compression
    name = class_of(opened.root)
    if name:
        facts["architecture"] = name
    if whole:
        facts["uncompressed_bytes"] = len(stream.data)
    model = name.partition(".")[0] in _MODELS or bool(opened.found.optimizer)
    kind = Kind.CHECKPOINT if model else Kind.CONTAINER
    found = opened_finding(format_id, kind, opened, facts)
    faults = list(found.faults)
    if stream.damage:
        text = f"damaged after at least {len(stream.data)} decompressed bytes: {stream.damage}"
        faults = [Fault(FaultKind.MALFORMED, text)]
    elif not stream.ended:
        text = f"looked at the first {len(stream.data)} decompressed bytes"
        kind_of = FaultKind.LIMIT if len(stream.data) >= MOST else FaultKind.TRUNCATED
        faults = [Fault(kind_of, text)]
    elif end != window.size:
        text = f"{abs(window.size - end)} bytes {'behind' if end < window.size else 'missing at'} "
        faults.append(Fault(FaultKind.MALFORMED, f"{text}the end of the {compression} stream"))
    confidence = Confidence.PARSED if faults else found.confidence
    evidence = (window.evidence(0, 64, f"start of the {compression} stream"),)
    return Finding(format_id, kind, confidence, facts, evidence, tuple(faults))
