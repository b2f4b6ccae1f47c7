"""Word vectors of word2vec, binary: "<words> <size>" and a line feed, then the words.

Each is text, a blank, `size` float32; a line feed behind it is left out by some writers. The walk
goes over the first words and, where the file is small, over all.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.vectors.words import Header, finite, header
from mediascan.reading.window import Window

_LONGEST_WORD = 1024
_TEXT = re.compile(rb"[ -~\s]+")  # numbers in words, as the other form has them
_WALKED = 20_000  # words
_PROOF = 8  # words that must be legal, where there are as many
_SHOWN = 16


def examine(window: Window) -> Finding | None:
    lead = header(window.sparse(0, min(24, window.size)))  # many texts start with a digit
    if lead is None or lead.size < 2:
        return None
    words: list[str] = []
    fault: Fault | None = None
    at = lead.length
    count = 0
    try:
        for _ in range(min(lead.words, _WALKED)):
            word, at = _word(window, at, lead)
            count += 1
            if len(words) < _SHOWN:
                words.append(word)
    except InputFault as bad:
        if count < min(lead.words, _PROOF) or count < 2:
            return None
        fault = fault_of(bad, f"behind {count} words: ")
    facts = Facts(
        framework="word2vec",
        vocabulary_size=lead.words,
        hidden_size=lead.size,
        parameter_count=lead.words * lead.size,
        tensors=[TensorSample(dtype="float32", shape=[lead.words, lead.size])],
        tensor_count=1,
        dtypes={"float32": lead.words * lead.size},
        columns=words,
    )
    faults = [fault] if fault else _size_faults(window, lead, at, count, facts)
    whole = count == lead.words and not faults
    sure = Confidence.CONSISTENT if whole else Confidence.PARSED
    evidence = (window.evidence(0, 64, "words, size, first word and its numbers"),)
    return Finding("word2vec_binary", Kind.CHECKPOINT, sure, facts, evidence, tuple(faults))


def _word(window: Window, at: int, lead: Header) -> tuple[str, int]:
    """The word at `at`, and where the next one starts."""
    head = window.upto(at, _LONGEST_WORD + 1).lstrip(b"\n")
    end = head.find(b" ")
    start = at + (1 if window.has(b"\n", at) else 0)
    if end < 1 or b"\n" in head[:end]:
        raise Truncated("no word") if at >= window.size else Malformed(f"no word at byte {at}")
    word = head[:end].decode("utf-8", "backslashreplace")
    if not word.isprintable() and "\\x" not in word:
        raise Malformed(f"no word at byte {at}")
    at = start + end + 1
    data = window.read(at, 4 * lead.size)
    if not finite(data) or _TEXT.fullmatch(data):
        raise Malformed(f"no numbers at byte {at}")
    return word, at + 4 * lead.size


def _size_faults(window: Window, lead: Header, at: int, count: int, facts: Facts) -> list[Fault]:
    """What the size of the file says, `count` words having been walked up to `at`."""
    left = (lead.words - count) * (4 * lead.size + 2)
    if at + left > window.size:
        facts["missing_bytes"] = at + left - window.size
        text = f"at least {facts['missing_bytes']} bytes are missing"
        return [Fault(FaultKind.TRUNCATED, text)]
    behind = window.size - at - (1 if window.has(b"\n", at) else 0)
    if count == lead.words and behind:
        facts["trailing_bytes"] = behind
        return [Fault(FaultKind.MALFORMED, f"{behind} bytes behind the last word")]
    return []


FORMAT = Format(
    id="word2vec_binary",
    title="Word vectors (word2vec, binary)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/tmikolov/word2vec/blob/master/word2vec.c",
    examine=examine,
    signatures=tuple(Signature(str(digit).encode()) for digit in range(1, 10)),
    suffixes=(".bin",),
    weak=True,
)
