"""A model of Weka (.model): a Java object stream whose first object is of a class of Weka.

u16 AC ED, u16 version 5; an object is 73, its class 72, u16 length and name, 8 bytes of identity,
flags, u16 count of fields. Behind the model most writers put the header of the data that it was
trained on. Nothing is created from the stream; its classes and texts are only listed.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_MAGIC = b"\xac\xed\x00\x05"
_CLASS = re.compile(rb"r\x00([\x05-\xff])(?=[\w$.\[;]{5})")
_FIRST = re.compile(rb"\xac\xed\x00\x05s(?:r\x00([\x05-\xff]))", re.DOTALL)
_NAME = re.compile(rb"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+", re.ASCII)
_TEXT = re.compile(rb"t\x00([\x01-\xff])")
_TYPED = re.compile(rb"\[*L[\w/$]+;$|\[+[BCDFIJSZ]$|[^ -~]", re.ASCII)  # type of a field
_FIELDS = b"BCDFIJSZ[L"
_KEPT = 4 * MIB


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 512)
    found = _FIRST.match(head)
    if not found:
        return None
    name = head[8 : 8 + found[1][0]]
    if not name.startswith(b"weka.") or not _NAME.fullmatch(name):
        return None
    at = 8 + len(name) + 8
    if at + 4 > len(head):
        return None
    flags, count = head[at], int.from_bytes(head[at + 1 : at + 3], "big")
    legal = flags & 0x02 and flags < 0x20 and (not count or head[at + 3] in _FIELDS)
    text = window.upto(0, _KEPT)
    classes = _named(text, _CLASS)
    facts = Facts(framework="Weka", architecture=name.decode(), version="Java stream 5")
    facts["imports"] = [one.decode() for one in classes if _NAME.fullmatch(one)][:LIST_LENGTH]
    traces = Traces()
    texts = [one for one in _named(text, _TEXT) if one.isascii() and not _TYPED.match(one)]
    if texts:  # names of the relation, of its columns and of their values among them
        facts["metadata"] = {"texts": ", ".join(one.decode() for one in texts[:LIST_LENGTH])}
    for one in texts:
        shown = one.decode()
        traces.add(shown)
        for word in shown.split():
            traces.add(word)
    traces.say(facts)
    evidence = (window.evidence(0, 64, "stream, object, name of its class"),)
    sure = Confidence.PARSED if legal else Confidence.MAGIC
    return Finding("weka", Kind.CHECKPOINT, sure, facts, evidence)


def _named(text: bytes, lead: re.Pattern[bytes]) -> list[bytes]:
    """What follows each `lead`, whose first group is the length of it."""
    found: dict[bytes, None] = {}
    for one in lead.finditer(text):
        name = text[one.end() : one.end() + one[1][0]]
        if name.isascii() and len(found) < 16 * LIST_LENGTH:
            found[name] = None
    return list(found)


FORMAT = Format(
    id="weka",
    title="Weka model",
    kind=Kind.CHECKPOINT,
    reference="https://docs.oracle.com/en/java/javase/21/docs/specs/serialization/protocol.html",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".model",),
    words=(b"weka.",),
)
