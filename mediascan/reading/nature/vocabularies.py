"""`vocabulary_of`: by which vocabulary numbers are token ids, told from the ids of common words.

In English text a comma, a full stop and four small words make up a sixth of all tokens. Their ids
differ between vocabularies, and numbers of any other origin do not have just these as their most
frequent values. Texts without those words (Chinese, code) are not told by this.

Sources: the vocabularies themselves: GPT-2 `encoder.json`, GPT-NeoX `tokenizer.json`, Llama 2
`tokenizer.model`, Mistral v3, tiktoken's cl100k_base (whose first 100,000 ids Llama 3 and Qwen
keep), DeepSeek V3 `tokenizer.json`.
"""

import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_LEAST = 2048  # ids that are enough to tell
_FIRST = 512  # ids among which common words are, so that other numbers cost little
_EACH = 0.002  # least share of each of the ids; in English text 0.01 to 0.05
_TOGETHER = 0.06  # least share of all of them; in English text 0.15 to 0.2
_FREQUENT = 8  # most frequent ids, among which at least _AMONG of them are
_AMONG = 4


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`words` are the ids of: comma, full stop, " the", " of", " and", " to"."""

    name: str
    words: tuple[int, ...]
    size: int
    ends: tuple[int, ...]  # ids that stand between texts


VOCABULARIES = (
    Vocabulary("GPT-2", (11, 13, 262, 286, 290, 284), 50_304, (50_256,)),
    Vocabulary("GPT-NeoX", (13, 15, 253, 273, 285, 281), 50_432, (0,)),
    Vocabulary("Llama 2", (29_892, 29_889, 278, 310, 322, 304), 32_064, (1, 2)),
    Vocabulary("Mistral v3", (29_493, 29_491, 1040, 1070, 1072, 1066), 32_768, (1, 2)),
    Vocabulary(
        "cl100k, Llama 3 or Qwen",
        (11, 13, 279, 315, 323, 311),
        151_936,
        (100_257, 128_000, 128_001, 151_643),
    ),
    Vocabulary("DeepSeek V3", (14, 16, 270, 294, 305, 304), 129_280, (0, 1)),
)


def vocabulary_of(ids: Sequence[int]) -> Vocabulary | None:
    """The vocabulary; None where the ids are those of none, or too few."""
    first = frozenset(ids[:_FIRST])
    likely = [one for one in VOCABULARIES if len(first.intersection(one.words)) >= _AMONG]
    if len(ids) < _LEAST or not likely:
        return None
    counts = Counter(ids)
    frequent = {one for one, _ in counts.most_common(_FREQUENT)}
    largest = max(counts)
    for one in likely:
        shares = [counts[word] / len(ids) for word in one.words]
        fits = largest < one.size and min(shares) >= _EACH and sum(shares) >= _TOGETHER
        if fits and len(frequent & set(one.words)) >= _AMONG:
            return one
    return None


def numbers_of(data: bytes, code: str) -> list[int]:
    """Whole numbers of `code`, a letter of `struct`, little endian; a rest of bytes is left."""
    layout = struct.Struct("<" + code)
    whole = data[: len(data) // layout.size * layout.size]
    return [one for (one,) in layout.iter_unpack(whole)]


def ends_among(ids: Sequence[int], known: Vocabulary) -> int:
    """How many of `ids` stand between texts."""
    counts = Counter(ids)
    return sum(counts[one] for one in known.ends)
