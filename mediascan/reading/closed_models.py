"""Models whose layout only their vendor knows: a signature, and nothing behind it that is read."""

from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import Window

_LEAST = 64  # bytes of a model
_SHOWN = 16


def closed_model(window: Window, format_id: str, target: str = "") -> Finding | None:
    """A finding at MAGIC for a model of the device or runtime `target`; None for a shorter file."""
    if window.size < _LEAST:
        return None
    facts = Facts(target=target) if target else Facts()
    evidence = (window.evidence(0, _SHOWN, "signature"),)
    return Finding(format_id, Kind.CHECKPOINT, Confidence.MAGIC, facts, evidence)
