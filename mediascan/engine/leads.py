"""Where in a run of a medium a file may begin: at a sector or a block, by how formats begin.

File systems put files at the start of a block, 4 KiB for almost all of them, and the smallest
block is a sector. So only those places are looked at, all of them at once: every 128th word of
four bytes, held against a table. That costs some hundred microseconds a MiB.
"""

from collections.abc import Iterable

from mediascan.formats.base import Format

SECTOR = 512
BLOCK = 4096
_WORD = 4  # bytes compared at once
_OPENINGS = frozenset(b"{[")  # one byte that is worth a look by itself: JSON and its like
_LENGTH = 8  # bytes of the length before the JSON of safetensors,
_LONGEST = 5  # of which so many may be other than zero: a header of 1 TiB is none


class Leads:
    """Knows how formats begin; one a worker."""

    def __init__(self, formats: Iterable[Format]) -> None:
        self._first: set[int] = set()  # four bytes at the very start: looked for at each sector
        self._short: tuple[set[int], set[int]] = (set(), set())  # two and three, at each block
        self._inside: dict[int, set[int]] = {}  # four bytes behind the start, at each block
        for one in formats:
            for sign in one.signatures if not one.refines else ():
                self._learn(sign.at, sign.magic)

    def _learn(self, at: int, magic: bytes) -> None:
        if at < 0 or magic[:_WORD] == bytes(min(len(magic), _WORD)):
            return
        if len(magic) >= _WORD:
            word = int.from_bytes(magic[:_WORD], "little")
            (self._inside.setdefault(at, set()) if at else self._first).add(word)
        elif not at and len(magic) > 1:
            self._short[len(magic) - 2].add(int.from_bytes(magic, "little"))

    def of(self, data: memoryview, place: int = 0) -> list[int]:
        """Places in `data`, in their order, at which it is worth to ask the formats.

        `place` is where `data` lies on the medium: what is free begins in the middle of a sector,
        behind the end of a file, and sectors and blocks are those of the medium.
        """
        sector, block = -place % SECTOR, -place % BLOCK
        found = {sector + at for at in self._at_sectors(data[sector:])}
        found |= {block + at for at in self._at_blocks(data[block:])}
        return sorted(found)

    def _at_sectors(self, data: memoryview) -> set[int]:
        first = self._first
        return {at * SECTOR for at, word in enumerate(_words(data, 0, SECTOR)) if word in first}

    def _at_blocks(self, data: memoryview) -> set[int]:
        two, three = self._short
        found = {
            at * BLOCK
            for at, word in enumerate(_words(data, 0, BLOCK))
            if word & 0xFF in _OPENINGS or word & 0xFFFF in two or word & 0xFF_FFFF in three
        }
        for behind, words in self._inside.items():
            found |= {
                at * BLOCK for at, word in enumerate(_words(data, behind, BLOCK)) if word in words
            }
        return found | {
            at * BLOCK
            for at, word in enumerate(_words(data, _LENGTH, BLOCK))
            if word & 0xFF == 0x7B and not any(data[at * BLOCK + _LONGEST : at * BLOCK + _LENGTH])
        }


def _words(data: memoryview, at: int, step: int) -> list[int]:
    """The word at `at`, at `at + step` and so on."""
    room = (len(data) - at) // _WORD * _WORD
    if room <= 0:
        return []
    return data[at : at + room].cast("I")[:: step // _WORD].tolist()
