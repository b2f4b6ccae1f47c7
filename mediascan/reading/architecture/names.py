"""The names of a model's tensors with their numbers left out, and the stacks of layers in them.

`model.layers.12.mlp.up_proj.weight` has the pattern `.model.layers.#.mlp.up_proj.weight`; it
belongs to the stack `model.layers`, and its tail is `.mlp.up_proj.weight`.
"""

import re
from collections.abc import Iterable, Sequence

_STACKS = re.compile(
    r"(?:^|[._])(?:\w*layers?|h|\w*blocks?|blk|\w*layer_?modules|encoderblock|groups)$", re.ASCII
)
_SIDE = re.compile(  # parts beside the language model or the main network
    r"vision|visual|vit|image|clip|audio|speech|embedder|resampler|projector|mm_|mtp|refiner"
    r"|text_encoder|te[12]?_|(?:^|\.)v\.|first_stage|cond_stage|resblocks",
    re.IGNORECASE,
)
_END = re.compile(
    r"norm|\bln|head|output|embed_out|final|score|classif|pool|proj|mask_emb", re.IGNORECASE
)
_ATTENTION = re.compile(r"attn|attention", re.IGNORECASE)
_TEXT = 1 << 18  # characters of all patterns that rules are looked for in
_WORD = 48  # characters of the word before a number
_TOLD = 4  # stacks told


class Pattern:
    """One name without its numbers: the first shape, and how far each number goes."""

    __slots__ = ("highest", "lowest", "shape")

    def __init__(self, shape: tuple[int, ...], numbers: list[str]) -> None:
        self.shape = shape
        self.highest = [int(one) for one in numbers]
        self.lowest = self.highest.copy()

    def note(self, numbers: list[str]) -> None:
        """Take the numbers of one more tensor."""
        highest = self.highest
        for place, digits in enumerate(numbers):
            number = int(digits)
            if number > highest[place]:
                highest[place] = number
            elif number < self.lowest[place]:
                self.lowest[place] = number


class Stack:
    """Layers that are numbered alike."""

    __slots__ = ("first", "last", "members")

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.members = 0


class Names:
    """All patterns of one model: `text` has each on a line of its own, with a dot before it."""

    def __init__(self, patterns: dict[str, Pattern]) -> None:
        self.patterns = {
            "." + text.replace("/", ".").removesuffix(":0"): pattern
            for text, pattern in patterns.items()
        }
        self.text = "\n" + "\n".join(self.patterns)[:_TEXT] + "\n"
        self.stacks: dict[str, Stack] = {}
        for text, pattern in self.patterns.items():
            self._note_stack(text, pattern)
        self.main = self._main_stack()
        found = _ATTENTION.search(self.text)
        self.attention = found[0] if found else ""

    def without_sides(self) -> "Names":
        """The names of the main network alone."""
        texts = self.patterns.items()
        return Names({text[1:]: one for text, one in texts if not _SIDE.search(text)})

    def has(self, part: str) -> bool:
        return part in self.text

    def find(self, parts: Iterable[str], *, main: bool = False) -> Pattern | None:
        """The first pattern that ends in one of `parts`; outside of side parts where there is one.

        `main` looks in the main stack only.
        """
        for part in parts:
            if part + "\n" not in self.text:
                continue
            texts = [one for one in self.patterns if one.endswith(part)]
            best = [one for one in texts if one.startswith(f".{self.main}.#.")]
            if not best and not main:
                best = [one for one in texts if not _SIDE.search(one)] or texts
            if best:
                return self.patterns[best[0]]
        return None

    def tails(self) -> list[str]:
        """What stands behind the number in each name of the main stack."""
        start = f".{self.main}.#"
        return [text[len(start) :] for text in self.patterns if text.startswith(start + ".")]

    def ends(self) -> bool:
        """Whether something stands outside of the layers that comes behind the last of them.

        The first shard of a model has its beginning only: how many layers there are stays open.
        """
        start = f".{self.main}.#."
        return any(_END.search(text) for text in self.patterns if not text.startswith(start))

    def shown(self, parts: Sequence[str]) -> list[str]:
        """A name for each of `parts`, as the file has them but for the numbers."""
        found = (next((one for one in self.patterns if part in f"\n{one}\n"), "") for part in parts)
        return [one[1:] for one in dict.fromkeys(found) if one]

    def told_stacks(self) -> list[str]:
        """How many layers each stack has."""
        shown = list(self.stacks.items())[:_TOLD]
        return [f"{key}: {stack.first} to {stack.last}" for key, stack in shown]

    def _note_stack(self, text: str, pattern: Pattern) -> None:
        pieces = text.split(".#")
        for place, piece in enumerate(pieces[:-1]):
            if _STACKS.search(piece[-_WORD:]):
                key = ".#".join(pieces[: place + 1])[1:]
                low, high = pattern.lowest[place], pattern.highest[place]
                stack = self.stacks.setdefault(key, Stack(low, high))
                stack.first, stack.last = min(stack.first, low), max(stack.last, high)
                stack.members += 1
                return

    def _main_stack(self) -> str:
        """The stack with the most layers; one of the language model before one beside it."""
        order = [
            (not _SIDE.search(key), stack.last - stack.first, stack.members, key)
            for key, stack in self.stacks.items()
        ]
        return max(order)[3] if order else ""
