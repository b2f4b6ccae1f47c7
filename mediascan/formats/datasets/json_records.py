"""JSON object around an array of records: `{"version": "1.1", "data": [{...}, {...}]}`, as SQuAD.

Any program keeps lists so. Only records whose columns train something are told from others, and
not where these are everyday words.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.encodings.json_array import SAMPLE, Array, array_facts, sample_array
from mediascan.reading.window import Window

_BLANKS = (b"\n", b"\r", b" ", b"\t")  # that may stand before the object
_OPEN = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*+\{([^{}]{1,2048}?)\[[ \t\r\n]*+\{")
_KEY = re.compile(rb'"([^"\\]{1,64})"[ \t\r\n]*:[ \t\r\n]*\Z')
_EVERYDAY = frozenset(("pretraining text", "code", "prompts", "labelled text", "embeddings",
                       "token ids", "demonstrations", "labelled images", "labelled videos",
                       "image-text", "object detection"))  # fmt: skip
_WORDS = (b'"instruction"', b'"chosen"', b'"conversations"', b'"messages"', b'"prompt"',
          b'"completion"', b'"question"', b'"paragraphs"')  # fmt: skip


def examine(window: Window) -> Finding | None:
    opened = _OPEN.match(window.upto(0, 4096))
    key = _KEY.search(opened[1]) if opened else None
    if opened is None or key is None:
        return None
    data = window.upto(0, SAMPLE)
    at = opened.end(1)
    found = sample_array(data[at:], whole=len(data) == window.size)
    if found is None or not found.likely or not found.shape or found.shape in _EVERYDAY:
        return None
    return Finding(
        "json_records",
        Kind.DATASET,
        Confidence.PARSED,
        _facts(found, key[1], window),
        (window.evidence(0, 64, "start of the object"), window.evidence(at, 64, "first record")),
    )


def _facts(found: Array, key: bytes, window: Window) -> Facts:
    found.lines.whole = found.lines.whole and found.behind <= 1  # the bracket of the object
    facts = array_facts(found, window.size)
    name = {"array": key.decode("utf-8", "replace")}
    facts["metadata"] = {**name, **facts.get("metadata", {})}
    return facts


FORMAT = Format(
    id="json_records",
    title="JSON object around an array of training records",
    kind=Kind.DATASET,
    reference="https://www.rfc-editor.org/rfc/rfc8259",
    examine=examine,
    signatures=tuple(Signature(magic) for magic in (b"{", b"\xef\xbb\xbf", *_BLANKS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
