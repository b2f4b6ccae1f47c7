"""`corpora_of`: known public corpora that records look like; the rules are data in `corpora.toml`.

What agrees is told with how far it goes, the surest first: "stated" (the bytes name the corpus),
"structure" (columns that no other known corpus has), "columns" (columns that others have as well,
so that it may be any of them, or made by another program). A name of a file says nothing here.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

LEVELS = ("stated", "structure", "columns")
_MOST = 4  # corpora told of one file
_SHOWN = 8  # columns named as evidence
MARK = "mark: "  # before a mark that the texts have, among the paths


@dataclass(frozen=True, slots=True)
class Rule:
    """One corpus, and what its records have.

    All of `keys` are there, none of `lacks`; with `only`, no other column at the top. `values` are
    patterns, one a column, that a value looked at must match whole: a schema without values is no
    match for such a rule. `metadata` is a pattern in what the file says of itself. `of` is the
    corpus that this one is a special case of.
    """

    name: str
    source: str  # the data card or the paper
    sure: str  # one of LEVELS
    keys: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    only: bool = False
    values: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    metadata: re.Pattern[str] | None = None
    of: str = ""
    also: str = ""  # who else has these columns


@dataclass(slots=True)
class Layout:
    """What the rules look at: columns by path, their first values, and the file's own words."""

    top: frozenset[str]
    paths: frozenset[str]
    values: Mapping[str, Iterable[str]] = field(default_factory=dict)
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits, and why."""

    name: str
    sure: str
    why: str


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the file."""
    data = files("mediascan.reading.nature").joinpath("corpora.toml").read_text("utf-8")
    return tuple(_rule(one) for one in tomllib.loads(data)["corpus"])


def _rule(table: dict[str, Any]) -> Rule:
    given = dict(table)
    for key in ("keys", "lacks"):
        given[key] = frozenset(given.get(key, ()))
    given["values"] = {key: re.compile(one) for key, one in given.get("values", {}).items()}
    if "metadata" in given:
        given["metadata"] = re.compile(given["metadata"])
    return Rule(**given)


def corpora_of(layout: Layout) -> list[Match]:
    """The corpora that fit, the surest first; a special case stands for its general one."""
    fitting = [(rule, why) for rule in rules() if (why := _why(rule, layout))]
    general = {rule.of for rule, _ in fitting if rule.of}
    kept = [(rule, why) for rule, why in fitting if rule.name not in general]
    kept.sort(key=lambda one: LEVELS.index(one[0].sure))
    told: dict[str, Match] = {}
    for rule, why in kept:
        if rule.sure != "columns" or kept[0][0].sure == "columns":  # else a surer one is told
            told.setdefault(rule.name, Match(rule.name, rule.sure, why))
    return list(told.values())[:_MOST]


def _inner(keys: frozenset[str]) -> frozenset[str]:
    """Of `keys`, those that are not columns of the top level."""
    return frozenset(one for one in keys if "." in one or one.startswith(MARK))


def _why(rule: Rule, layout: Layout) -> str:
    """Why `rule` fits, in words; "" where it does not."""
    have = layout.top | layout.paths
    if not rule.keys <= have or rule.lacks & have:
        return ""
    if rule.only and layout.top != rule.keys - _inner(rule.keys):
        return ""
    said = []
    if rule.metadata:
        word = next((found for one in layout.words if (found := rule.metadata.search(one))), None)
        if word is None:
            return ""
        said.append(f'says "{word[0][:80]}"')
    for key, pattern in rule.values.items():
        value = next((one for one in layout.values.get(key, ()) if pattern.fullmatch(one)), None)
        if value is None:
            return ""
        said.append(f"{key} is {value[:80]}")
    if rule.keys:
        shown = sorted(rule.keys)
        more = len(shown) - _SHOWN
        said.append(
            f"columns {', '.join(shown[:_SHOWN])}" + (f" and {more} more" if more > 0 else "")
        )
    if rule.also:
        said.append(f"as {rule.also}")
    return "; ".join(said)
