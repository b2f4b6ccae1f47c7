"""`Fingerprint`: takes the tensors of a model one by one and tells its family and its sizes.

Memory is bounded by the number of different names with their numbers left out, not by the tensors.
"""

import re
from collections.abc import Sequence

from mediascan.model.facts import Facts
from mediascan.reading.architecture.adapters import adapter_facts
from mediascan.reading.architecture.names import Names, Pattern
from mediascan.reading.architecture.rules import Rule, matches
from mediascan.reading.architecture.shapes import size_facts

_NUMBERS = re.compile(r"[./_](\d{1,6})(?=[./_]|$)", re.ASCII).split
_PATTERNS = 4096  # different names kept
_NAME = 512  # characters looked at of a name
_SHOWN = 6  # names shown as evidence
_NORMS_OF_MODEL = (
    "norm.weight",
    ".ln_f.weight",
    "embed_tokens.weight",
    ".wte.weight",
)  # not of LoRA


class Fingerprint:
    """What the tensors of one model have in common."""

    def __init__(self) -> None:
        self._patterns: dict[str, Pattern] = {}

    def add(self, name: str, shape: Sequence[int]) -> None:
        """Take one tensor: its name as the file has it, its shape with the rows first."""
        if "#" in name:  # which stands for numbers here
            name = name.replace("#", "?")
        parts = _NUMBERS(name[:_NAME])
        text = ".#".join(parts[::2])
        known = self._patterns.get(text)
        if known is not None:
            known.note(parts[1::2])
        elif len(self._patterns) < _PATTERNS:
            self._patterns[text] = Pattern(tuple(shape), parts[1::2])

    def shape_of(self, endings: tuple[str, ...]) -> tuple[int, ...]:
        """The shape of a tensor whose name ends in one of `endings`; empty where there is none."""
        found = (one.shape for text, one in self._patterns.items() if f".{text}".endswith(endings))
        return next(found, ())

    def facts(self) -> Facts:
        """Family and sizes, as far as names and shapes tell them; empty where they tell nothing."""
        if not self._patterns:
            return Facts()
        names = Names(self._patterns)
        found = matches(names)
        adapter = adapter_facts(names)
        facts = Facts()
        if found:
            facts["family"] = " or ".join(rule.family for rule in found)
            facts["family_evidence"] = _evidence(names, found)
            if any(rule.whole for rule in found):
                spoken = [rule.family for rule in matches(names.without_sides())]
                facts["family_evidence"] += [f"language model: names of {one}" for one in spoken]
        facts.update(size_facts(names, found[0] if len(found) == 1 else None))
        if adapter:
            facts.update(adapter)
            base = facts.get("family", "an unknown network")
            whole = names.find(_NORMS_OF_MODEL) is not None
            facts["family"] = f"{base}, LoRA beside it" if whole else f"LoRA adapter of {base}"
        elif not found and names.attention and "layer_count" in facts and "hidden_size" in facts:
            layers = facts["layer_count"]
            sizes = f"{layers} layer{'s' * (layers > 1)}, hidden {facts['hidden_size']}"
            facts["family"] = f"unknown transformer: {sizes}"
            facts["family_evidence"] = names.shown((names.attention,))
        if "family_evidence" in facts and len(names.stacks) > 1:
            facts["family_evidence"] += names.told_stacks()
        return facts


def _evidence(names: Names, found: list[Rule]) -> list[str]:
    """The rules that fired, and the names that they fired on."""
    shown = [text for rule in found for text in names.shown(rule.needs)]
    return [f"names of {rule.family}{rule.aside}" for rule in found] + shown[:_SHOWN]
