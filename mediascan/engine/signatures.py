"""All signatures as tables: a file costs a few look-ups, not one a format."""

from collections import defaultdict
from collections.abc import Iterable

from mediascan.engine.words import WordSearch
from mediascan.formats.base import Format


class SignatureTable:
    """Finds the formats whose signature stands in a head or a tail."""

    def __init__(self, formats: Iterable[Format]) -> None:
        first: dict[int, list[tuple[bytes, Format]]] = defaultdict(list)
        inside: dict[tuple[int, int], dict[bytes, list[Format]]] = defaultdict(dict)
        self.reach = 0  # bytes of the head that a signature may need
        self.tail = 0  # bytes of the tail that a signature may need
        wordy: list[Format] = []
        for one in formats:
            if one.words:
                wordy.append(one)
            for sign in one.signatures:
                if sign.at == 0:
                    first[sign.magic[0]].append((sign.magic, one))
                else:
                    here = inside[sign.at, len(sign.magic)]
                    here.setdefault(sign.magic, []).append(one)
                if sign.at < 0:
                    self.tail = max(self.tail, -sign.at)
                else:
                    self.reach = max(self.reach, sign.at + len(sign.magic))
        self._first = dict(first)
        places = sorted(inside.items(), key=lambda item: item[0])
        self._inside = tuple((at, at + n, signs) for (at, n), signs in places if at > 0)
        self._words = WordSearch(wordy) if wordy else None
        self._behind = tuple((-at, n, signs) for (at, n), signs in places if at < 0)

    def hits(self, head: bytes, tail: bytes) -> list[Format]:
        """The formats with a signature in `head` (from byte 0) or `tail` (up to the last byte)."""
        if not head:
            return []
        found = [one for magic, one in self._first.get(head[0], ()) if head.startswith(magic)]
        end = len(head)
        for at, stop, formats in self._inside:
            if at >= end:
                break
            if (piece := head[at:stop]) in formats:
                found += formats[piece]
        end = len(tail)
        for back, length, formats in self._behind:
            if back <= end and (piece := tail[end - back : end - back + length]) in formats:
                found += formats[piece]
        return self._words.asked(found, head) if found and self._words else found
