"""Word vectors as text: a line a word, the word and its numbers, with a blank between.

word2vec and fastText write a first line "<words> <size>"; GloVe writes none, and is told by the
words that its files start with: the most frequent of their corpora.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.vectors.words import FLOAT, header
from mediascan.reading.window import Window

_FIRST = (b"the ", b", ", b". ", b"<user> ", b"<unk> ", b"</s> ", b"<s> ")
_LINE = re.compile(rb"([^ \r\n]{1,1024})((?: " + FLOAT + rb"){2,65535}) ?\r?")
_NUMBER = re.compile(FLOAT)
_STARTS = re.compile(rb"[^ \r\n]{1,1024} -?(?:\d|\.\d)")
_PROOF = 3  # lines of the same length, where there are as many
_SMALLEST_GLOVE = 10  # numbers a word
_WHOLE = 1 * MIB  # a file up to this size is read to its end
_SHOWN = 16


def examine(window: Window) -> Finding | None:
    head = window.sparse(0, min(2048, window.size))  # many texts start with a digit
    lead = header(head)
    start = lead.length if lead else 0
    if not _STARTS.match(head, start):
        return None
    text = window.upto(0, _WHOLE)
    lines = text[start:].split(b"\n")
    whole = len(text) == window.size
    last = lines.pop()  # what is behind the last line feed: nothing, or a part of a line
    found = [(line[1], line[2].count(b" ")) for line in map(_LINE.fullmatch, lines[:4096]) if line]
    size = lead.size if lead else found[0][1] if found else 0
    needed = min(lead.words, _PROOF) if lead else _PROOF
    legal = sum(length == size for _, length in found)
    if legal < max(2, needed) or legal != len(found) or len(found) != len(lines[:4096]):
        return None
    if all(map(_NUMBER.fullmatch, (word for word, _ in found))):
        return None  # a table of numbers
    if not lead and size < _SMALLEST_GLOVE:
        return None
    words = lead.words if lead else len(lines) + bool(last) if whole else 0
    facts = Facts(framework="word2vec" if lead else "GloVe", hidden_size=size)
    if words:
        facts["vocabulary_size"] = words
        facts["parameter_count"] = words * size
        facts["tensors"] = [TensorSample(dtype="text", shape=[words, size])]
    facts["columns"] = [word.decode("utf-8", "backslashreplace") for word, _ in found[:_SHOWN]]
    faults: list[Fault] = []
    here = len(lines) + bool(last)
    if whole and here != words:
        kind = FaultKind.TRUNCATED if here < words else FaultKind.MALFORMED
        faults.append(Fault(kind, f"{here} lines of {words} words"))
    if not whole and words and words * size * 2 > window.size:
        faults.append(Fault(FaultKind.TRUNCATED, f"{words} words do not fit into the file"))
    complete = whole and not faults and not last and len(lines) <= 4096
    sure = Confidence.CONSISTENT if complete else Confidence.PARSED
    evidence = (window.evidence(0, 64, "first line"),)
    return Finding("word2vec_text", Kind.CHECKPOINT, sure, facts, evidence, tuple(faults))


FORMAT = Format(
    id="word2vec_text",
    title="Word vectors (text)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/stanfordnlp/GloVe/blob/master/src/glove.c",
    examine=examine,
    signatures=tuple(
        Signature(lead) for lead in (*_FIRST, *(str(digit).encode() for digit in range(1, 10)))
    ),
    suffixes=(".vec", ".txt"),
    weak=True,
)
