"""`Fingerprint`: takes the tensors of a model one by one and tells its family and its sizes.

Memory is bounded by the number of different names with their digits left out, not by the tensors.
"""

import re
from collections.abc import Sequence

from mediascan.model.facts import Facts

_NUMBER = re.compile(r"\d+", re.ASCII)
_BLOCK = re.compile(r"(?:^|\.)(?:layers?|h|blocks?|blk)\.(\d{1,5})\.", re.ASCII)
_PATTERNS = 4096  # different names kept
_NAME = 512  # characters looked at of a name


class Fingerprint:
    """What the tensors of one model have in common."""

    def __init__(self) -> None:
        self._patterns: dict[str, tuple[int, ...]] = {}  # name with N for digits -> first shape
        self._layers = 0

    def add(self, name: str, shape: Sequence[int]) -> None:
        """Take one tensor: its name as the file has it, its shape with the rows first."""
        name = name[:_NAME]
        block = _BLOCK.search(name)
        if block:
            self._layers = max(self._layers, int(block[1]) + 1)
        pattern = _NUMBER.sub("N", name)
        if pattern not in self._patterns and len(self._patterns) < _PATTERNS:
            self._patterns[pattern] = tuple(shape)

    def facts(self) -> Facts:
        """Family and sizes, as far as names and shapes tell them; empty where they tell nothing."""
        facts = Facts()
        if self._layers:
            facts["layer_count"] = self._layers
        return facts
