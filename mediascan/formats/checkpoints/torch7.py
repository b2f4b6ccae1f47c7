"""Torch7 (Lua Torch): a whole network, its weights, or tables of both. Binary or ASCII.

Layout: values, each with its type: 0 nil, 1 number, 2 text, 3 table, 4 object, 5 truth value, 6 to
8 functions. An object has a number, a version "V 1", a class, then what its class writes; tensors
have their sizes and a storage. The same in ASCII, where each field stands on a line.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.torch7.objects import Objects
from mediascan.reading.torch7.values import Ascii, Binary
from mediascan.reading.window import Window

_VERSION = b"\x03\x00\x00\x00V 1"
_BINARY, _ASCII = b"\x04\x00\x00\x00", b"4\n"


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 8192)
    if _VERSION not in head and not (head[:1] in b"34" and b"\n3\nV 1\n" in head):
        return None
    fields = Binary(window) if _VERSION in head else Ascii(window)
    objects = Objects(fields)
    stopped: InputFault | None = None
    try:
        objects.read()
    except InputFault as bad:
        stopped = bad
    if not objects.classes:
        return None
    faults = [Fault(FaultKind.MALFORMED, text) for text in objects.wrong]
    if stopped:
        faults.append(fault_of(stopped, f"read up to byte {fields.at}: "))
    facts = Facts(framework="Torch7")
    objects.say(facts, whole=stopped is None)
    if not stopped and fields.at < window.size:
        facts["trailing_bytes"] = window.size - fields.at
        text = f"{window.size - fields.at} bytes behind the value"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return Finding(
        "torch7",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 48, "first value: its type, version and class"),),
        tuple(faults),
    )


FORMAT = Format(
    id="torch7",
    title="Torch7 network or tensors",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/torch/torch7/blob/master/doc/serialization.md",
    examine=examine,
    signatures=(
        Signature(b"\x03\x00\x00\x00"),
        Signature(_BINARY),
        Signature(_ASCII),
        Signature(b"3\n"),
    ),
    suffixes=(".t7", ".net"),
    words=(_VERSION, b"\n3\nV 1\n"),
    weak=True,
    limits=Limits(total=128 * MIB, seconds=30.0),
)
