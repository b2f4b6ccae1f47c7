"""Bare token ids: u16 or i32, one after another, no header: nanoGPT's and Megatron's `.bin`.

Nothing but the numbers tells: the ids of the commonest words of a known vocabulary are the most
frequent ones, at the start of the file and in its middle. The file's size gives their number.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.nature.vocabularies import (
    Vocabulary,
    ends_among,
    numbers_of,
    vocabulary_of,
)
from mediascan.reading.window import Window

_IDS = 4096  # looked at in each place
_TYPES = (("uint16", 2, "H"), ("int32", 4, "i"))
_PLACES = 3  # further places, evenly over the file


def examine(window: Window) -> Finding | None:
    if b"\0" not in window.upto(0, 2 * _IDS):  # as texts; small ids have a zero byte
        return None
    for name, width, code in _TYPES:
        if window.size % width:
            continue
        first = _ids(window, 0, width, code)
        known = vocabulary_of(first)
        if known is None:
            continue
        step = window.size // (_PLACES + 1) // width * width
        parts = [_ids(window, step * one, width, code) for one in range(1, _PLACES + 1)]
        if all(vocabulary_of(part) in (known, None) and min(part) >= 0 for part in parts):
            every = [one for part in (first, *parts) for one in part]
            if max(every) < known.size:
                return _finding(window, name, width, known, every)
    return None


def _ids(window: Window, at: int, width: int, code: str) -> list[int]:
    return numbers_of(window.upto(at, _IDS * width), code)


def _finding(window: Window, name: str, width: int, known: Vocabulary, ids: list[int]) -> Finding:
    ends = ends_among(ids, known)
    facts = Facts(
        training_shape="token ids",
        dtype=name,
        token_count=window.size // width,
        tokenizer=known.name,
        shape_evidence=[
            f"the ids of common words of {known.name} are the most frequent of {len(ids)} ids",
            f"no id is above {max(ids)}",
            f"{ends} of them end or start a text",
        ],
    )
    evidence = (window.evidence(0, 64, "first ids"),)
    return Finding("raw_tokens", Kind.DATASET, Confidence.PARSED, facts, evidence)


FORMAT = Format(
    id="raw_tokens",
    title="Bare token ids",
    kind=Kind.DATASET,
    reference="https://github.com/karpathy/nanoGPT/blob/master/data/openwebtext/prepare.py",
    examine=examine,
    last=True,
    suffixes=(".bin",),
    weak=True,
)
