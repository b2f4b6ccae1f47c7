"""`Vocabulary`: counts tokens and takes a digest of them, so that the same ones are known again."""

import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise

from mediascan.model.facts import Facts
from mediascan.reading.encodings.json import unescaped

MOST = 4_000_000  # tokens or merges walked over
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
    for _ in range(MOST):
        found = _PAIR.match(data, at)
        if found is None:
            return
        at = found.end()
        yield unescaped(found[1]), int(found[2]), at
        if found[3] == b"}":
            return


def scored(data: bytes, at: int) -> Iterator[tuple[bytes, int]]:
    """Token and end of each pair of a JSON list of `[token, score]`."""
    for _ in range(MOST):
        found = _SCORED.match(data, at)
        if found is None:
            return
        at = found.end()
        yield unescaped(found[1]), at
        if found[3] == b"]":
            return


def in_order(pairs: list[tuple[bytes, int]]) -> Vocabulary:
    """The vocabulary of tokens that come in any order."""
    found = Vocabulary()
    if any(one[1] > two[1] for one, two in pairwise(pairs)):
        pairs = sorted(pairs, key=lambda pair: pair[1])
    for token, _ in pairs:
        found.add(token)
    return found
