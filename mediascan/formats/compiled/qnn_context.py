"""Qualcomm AI Engine Direct context binary: a network compiled for one of Qualcomm's processors.

It begins with one of four known rows of 16 bytes, big-endian words with its versions; the rest is
not published.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import Window

_SIGNATURES = (
    b"\0\0\0\x02\0\0\0\x01\0\0\0\0\0\0\0\x04",
    b"\0\0\0\x02\0\0\0\x01\0\0\0\0\0\0\0\x0c",
    b"\0\0\0\x02\0\0\0\x02\0\0\0\0\0\0\0\0",
    b"\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\x01",
)
_LEAST = 256


def examine(window: Window) -> Finding | None:
    if window.size < _LEAST:
        return None
    header = window.cursor(order=">")
    facts = Facts(version=f"{header.number('I')}.{header.number('I')}", target="Qualcomm AI Engine")
    evidence = (window.evidence(0, 16, "versions"),)
    return Finding("qnn_context", Kind.CHECKPOINT, Confidence.MAGIC, facts, evidence)


FORMAT = Format(
    id="qnn_context",
    title="Qualcomm context binary",
    kind=Kind.CHECKPOINT,
    reference="https://docs.qualcomm.com/bundle/publicresource/topics/80-63442-50/introduction.html",
    examine=examine,
    signatures=tuple(map(Signature, _SIGNATURES)),
    suffixes=(".bin",),
)
