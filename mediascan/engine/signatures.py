"""All signatures as tables: a file costs a few look-ups, not one a format."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from mediascan.engine.words import Groups, Signed, WordSearch, grouped, has_word
from mediascan.formats.base import LOOK_HEAD, LOOK_TAIL, Format

_Signs = dict[bytes, list[Format]]


class _Start(NamedTuple):
    """The signatures at byte 0 that begin with one byte: those of cards without words, and with."""

    plain: tuple[Signed, ...]
    wordy: Groups


class _Place(NamedTuple):
    """The signatures at one place of the head, by their end, and which bytes they begin with."""

    at: int
    firsts: frozenset[int]
    signs: tuple[tuple[int, _Signs], ...]


class SignatureTable:
    """Finds the formats whose signature stands in a head or a tail."""

    def __init__(self, formats: Iterable[Format]) -> None:
        every = tuple(formats)
        placed = [(sign, one) for one in every for sign in one.signatures]
        heads = [sign for sign, _ in placed if sign.at >= 0]
        # bytes of the head and of the tail that a signature or a look may need
        self.reach = max((sign.at + len(sign.magic) for sign in heads), default=0)
        self.reach = max(self.reach, LOOK_HEAD)
        self.tail = max(LOOK_TAIL, *(-sign.at for sign, _ in placed), 0)
        first: dict[int, list[Signed]] = defaultdict(list)
        inside: dict[int, dict[int, _Signs]] = defaultdict(lambda: defaultdict(dict))
        for sign, one in placed:
            if sign.at:
                signs = inside[sign.at][sign.at + len(sign.magic)]
                signs.setdefault(sign.magic, []).append(one)
            else:
                first[sign.magic[0]].append((sign.magic, one))
        self._starts = tuple(_start(first.get(byte, [])) for byte in range(256))
        places = [_place(at, inside[at]) for at in sorted(inside)]
        self._inside = tuple(one for one in places if one.at > 0)
        self._behind = tuple(one for one in places if one.at < 0)
        self._words = WordSearch(one for one in every if one.words)

    def hits(self, head: bytes, tail: bytes, size: int) -> list[Format]:
        """The formats with a signature in `head` (from byte 0) or `tail` (up to the last byte).

        `size` is that of the file. A `tail` that could not be read is empty, and then nobody looks.
        """
        if not head:
            return []
        plain, wordy = self._starts[head[0]]
        found = [one for magic, one in plain if head.startswith(magic)] if plain else []
        self._elsewhere(head, tail, found)
        if found:
            found = [
                one
                for one in found
                if (one.look is None or not tail or one.look(head, tail, size))
                and (not one.words or has_word(one, head))
            ]
        return found + self._words.asked(wordy, head, tail, size) if wordy else found

    def _elsewhere(self, head: bytes, tail: bytes, found: list[Format]) -> None:
        """Add to `found` the formats whose signature stands at another place than byte 0."""
        end = len(head)
        for at, firsts, signs in self._inside:
            if at >= end:
                break
            if head[at] in firsts:
                for stop, formats in signs:
                    if (piece := head[at:stop]) in formats:
                        found += formats[piece]
        end = len(tail)
        for at, firsts, signs in self._behind:
            if -at <= end and tail[at] in firsts:
                for stop, formats in signs:
                    if (piece := tail[end + at : end + stop]) in formats:
                        found += formats[piece]


def _start(signs: list[Signed]) -> _Start:
    return _Start(
        tuple(pair for pair in signs if not pair[1].words),
        grouped(pair for pair in signs if pair[1].words),
    )


def _place(at: int, signs: dict[int, _Signs]) -> _Place:
    firsts = frozenset(magic[0] for formats in signs.values() for magic in formats)
    return _Place(at, firsts, tuple(sorted(signs.items(), key=lambda pair: pair[0])))
