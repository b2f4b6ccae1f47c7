"""`TokenIds`: what numbers tell that are the ids of tokens: vocabulary, ends of documents.

A row of ids is told from other whole numbers by what all vocabularies have in common: no id is
negative, few are used very often and many seldom (Zipf), and the largest lies below 2**18 (the
largest vocabularies in use: 262,144 of Gemma 3, 256,000 of Gemma 2, 200,064 of Phi-4).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mediascan.model.facts import Facts

_LARGEST = 1 << 18
_SAMPLED = 1 << 15  # ids looked at
_FEWEST = 256  # ids below which nothing is told
_ENDS = {  # id -> which vocabulary's end or start of a text it is, as the tokenizers' own files say
    50256: "<|endoftext|> of GPT-2",
    100257: "<|endoftext|> of cl100k",
    199999: "<|endoftext|> of o200k",
    128000: "<|begin_of_text|> of Llama 3",
    128001: "<|end_of_text|> of Llama 3",
    151643: "<|endoftext|> of Qwen",
    2: "</s> of SentencePiece vocabularies",
    1: "<s> of SentencePiece vocabularies, or </s> of T5",
    0: "<|endoftext|> of GPT-NeoX, or padding",
}
_SHARE = 0.05  # at most: one id that makes up more is padding
_KINDS = 16  # different ids, at least, in _FEWEST of them


@dataclass(slots=True)
class TokenIds:
    """The ids looked at, of all columns that hold such."""

    counts: Counter[int] = field(default_factory=Counter)
    seen: int = 0
    columns: dict[str, None] = field(default_factory=dict)
    negative: bool = False

    def add_list(self, column: str, ids: Sequence[int]) -> None:
        """Look at ids of one record."""
        if column in _MASKS:
            return
        self.columns.setdefault(column)
        self.add(ids)

    def add(self, ids: Sequence[int]) -> None:
        part = ids[: max(0, _SAMPLED - self.seen)]
        self.seen += len(part)
        self.counts.update(part)
        self.negative = self.negative or (bool(part) and min(part) < 0)

    @property
    def largest(self) -> int:
        return max(self.counts, default=0)

    @property
    def likely(self) -> bool:
        """Whether the numbers can be ids of tokens of texts."""
        if self.seen < _FEWEST or self.negative or self.largest >= _LARGEST:
            return False
        often = sum(count for _, count in self.counts.most_common(len(self.counts) // 5 + 1))
        return len(self.counts) >= _KINDS and self.largest > _BYTE and often * 2 >= self.seen

    def say(self, facts: Facts) -> None:
        """Tell the largest id and the ids that end texts, of the sample."""
        if not self.seen:
            return
        told = {"largest id in the sample": f"{self.largest} of {self.seen} ids looked at"}
        ends = [
            f"{name}: {self.counts[one]} of {self.seen}"
            for one, name in _ENDS.items()
            if self._ends(one)
        ]
        if ends:
            told["special tokens in the sample"] = "; ".join(ends[:3])
        facts["metadata"] = {**facts.get("metadata", {}), **told}

    def _ends(self, one: int) -> bool:
        """Whether `one` is used as the end of a text would be: it fits the vocabulary, is rare."""
        count = self.counts[one]
        if not count or count > self.seen * _SHARE:
            return False
        return one > _SMALL or self.largest < _OLD


_MASKS = frozenset(
    (
        "attention_mask",
        "labels",
        "token_type_ids",
        "position_ids",
        "loss_mask",
        "special_tokens_mask",
    )
)
_BYTE = 255  # numbers up to here are bytes: pictures, sound
_SMALL = 16  # ids below are special tokens of SentencePiece and of GPT-NeoX
_OLD = 65_536  # whose vocabularies are smaller than this
