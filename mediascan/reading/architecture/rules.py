"""The rules by which families are told apart: data in `families.toml`, read when first needed."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from mediascan.reading.architecture.names import Names


@dataclass(frozen=True, slots=True)
class Rule:
    """One family, and what its names have in common.

    `needs`, `one_of` and `lacks` are parts of patterns (see `names.py`); `only` are all that may
    stand in a layer: what has more is something else. `lengths` are dimensions by the end of a
    name: [axis, length]. `query_norm` says whether the norm of the queries covers a "head" or
    "all"; `thirds` whether GPT-2's queries, keys and values are of one width, "yes" or "no". A rule
    that fits counts only if no rule that is `of` it fits as well, and no `whole` of which it is
    a part: a model that sees holds a language model.
    """

    family: str
    of: str = ""
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    lengths: dict[str, list[int]] = field(default_factory=dict)
    query_norm: str = ""
    thirds: str = ""
    whole: bool = False
    sizes: bool = True  # whether layers are numbered through and of one width
    also: str = ""  # what else has these names
    head_width: int = 0  # where all models of the family have the same

    @property
    def aside(self) -> str:
        return f" (also {self.also})" if self.also else ""


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the file."""
    data = files("mediascan.reading.architecture").joinpath("families.toml").read_text("utf-8")
    return tuple(_rule(one) for one in tomllib.loads(data)["family"])


def _rule(table: dict[str, Any]) -> Rule:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    return Rule(**values)


def fitting(names: Names) -> list[Rule]:
    """Every rule that fits."""
    text = names.text
    likely = (rule for rule in rules() if not rule.needs or rule.needs[0] in text)
    return [rule for rule in likely if _fits(rule, names)]


def matches(names: Names) -> list[Rule]:
    """The rules that fit and of which none is a special case; one a family.

    Where two families fit that are special cases of a third, the third is all that is known.
    """
    fits = fitting(names)
    fits = [rule for rule in fits if rule.whole] or fits
    found = {rule.family: rule for rule in reversed(fits)}
    parents = {rule.family: rule.of for rule in rules() if rule.of}
    for family in list(found):
        for above in _above(family, parents):
            found.pop(above, None)
    return list(reversed(found.values()))[:2]


def _above(family: str, parents: dict[str, str]) -> list[str]:
    found: list[str] = []
    for _ in parents:
        family = parents.get(family, "")
        if not family or family in found:
            break
        found.append(family)
    return found


def _fits(rule: Rule, names: Names) -> bool:
    text = names.text
    return (
        all(part in text for part in rule.needs)
        and (not rule.one_of or any(part in text for part in rule.one_of))
        and not any(part in text for part in rule.lacks)
        and all(_has_length(names, end, *where) for end, where in rule.lengths.items())
        and (not rule.query_norm or rule.query_norm == _query_norm(names))
        and (not rule.thirds or rule.thirds == _thirds(names))
        and (not rule.only or _closed(rule.only, names))
    )


def _closed(only: tuple[str, ...], names: Names) -> bool:
    """Whether a layer holds nothing but `only`."""
    return all(any(part in tail + "." for part in only) for tail in names.tails())


def _has_length(names: Names, end: str, axis: int, length: int) -> bool:
    pattern = names.find((end,))
    return pattern is not None and len(pattern.shape) > axis and pattern.shape[axis] == length


def _query_norm(names: Names) -> str:
    """What the norm of the queries covers: as many numbers as there are rows, or fewer."""
    norm = names.find((".self_attn.q_norm.weight", ".attn_q_norm.weight"))
    query = names.find((".self_attn.q_proj.weight", ".attn_q.weight"))
    if norm is None or query is None or not norm.shape or not query.shape:
        return ""
    return "all" if norm.shape[0] == query.shape[0] else "head"


def _thirds(names: Names) -> str:
    """Whether the fused queries, keys and values of GPT-2 are three times as many as inputs."""
    fused = names.find((".attn.c_attn.weight", ".attn.c_attn.lora_A.weight"))
    if fused is None or len(fused.shape) != 2:
        return ""
    return "yes" if max(fused.shape) == 3 * min(fused.shape) else "no"
