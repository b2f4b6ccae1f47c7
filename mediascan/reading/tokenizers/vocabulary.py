"""`Vocabulary`: counts tokens and takes a digest of them, so that the same ones are known again."""

import hashlib
import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mediascan.model.facts import Facts
from mediascan.reading.encodings.json import unescaped

MOST = 4_000_000  # tokens or merges walked over
_KEPT = 1 << 20  # tokens kept with their numbers; the largest that we know of has 901,629 (XLM-V)
_PAIR = re.compile(rb'\s*"((?:[^"\\]++|\\.)*+)"\s*:\s*([0-9]{1,9})\s*(,|\})', re.DOTALL)
_SCORED = re.compile(rb'\s*\[\s*"((?:[^"\\]++|\\.)*+)"\s*,\s*(-?[0-9.eE+-]{1,40})\s*\]\s*(,|\])')


class Vocabulary:
    """The tokens of one file, in the order of their numbers."""

    def __init__(self) -> None:
        self.count = 0
        self._digest = hashlib.sha256()

    def add(self, token: bytes) -> None:
        """The next token: as UTF-8, or the bytes that it stands for."""
        self.count += 1
        self._digest.update(token)
        self._digest.update(b"\n")

    def say(self, facts: Facts) -> None:
        facts["vocabulary_size"] = self.count
        facts["vocabulary_sha256"] = self._digest.hexdigest()


def numbered(data: bytes, at: int) -> Iterator[tuple[bytes, int, int]]:
    """Token, number and end of each pair of a JSON object whose first pair stands at `at`.

    Stops where a pair is another thing, and behind the end of the object.
    """
    for _ in range(_KEPT):
        found = _PAIR.match(data, at)
        if found is None:
            return
        at = found.end()
        yield unescaped(found[1]), int(found[2]), at
        if found[3] == b"}":
            return


def scored(data: bytes, at: int) -> Iterator[tuple[bytes, int]]:
    """Token and end of each pair of a JSON list of `[token, score]`."""
    for _ in range(_KEPT):
        found = _SCORED.match(data, at)
        if found is None:
            return
        at = found.end()
        yield unescaped(found[1]), at
        if found[3] == b"]":
            return


class Numbered:
    """Tokens with their numbers, in the order of the file: half the memory of a tuple a pair."""

    def __init__(self) -> None:
        self.tokens: list[bytes] = []
        self.numbers = array("i")

    def __len__(self) -> int:
        return len(self.tokens)

    def add(self, token: bytes, number: int) -> None:
        self.tokens.append(token)
        self.numbers.append(number)

    def order(self) -> Sequence[int]:
        """Where the tokens stand in the order of their numbers."""
        if all(one <= two for one, two in pairwise(self.numbers)):
            return range(len(self))
        return sorted(range(len(self)), key=self.numbers.__getitem__)

    def distinct(self) -> bool:
        """Whether no number stands twice."""
        ranked = map(self.numbers.__getitem__, self.order())
        return all(one < two for one, two in pairwise(ranked))

    def vocabulary(self) -> Vocabulary:
        """The tokens in the order of their numbers."""
        found = Vocabulary()
        for at in self.order():
            found.add(self.tokens[at])
        return found
