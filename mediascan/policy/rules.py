"""Rules as data: read from TOML, checked, and named by their digest."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from mediascan.model.errors import UntrustedError
from mediascan.model.finding import Confidence
from mediascan.model.verdict import Outcome

WORDS = frozenset(
    {
        "kind",
        "format",
        "confidence",
        "unsure",
        "measured",
        "training",
        "shaped",
        "disguised",
        "dangerous",
        "parameters",
        "encrypted",
    }
)
COLLECTION_WORDS = frozenset(
    {"kind", "incomplete", "conflicting", "confidence", "members", "bytes", "known"}
)
TOTALS = frozenset({"vanished", "unread", "unknown", "unopened"})


@dataclass(frozen=True, slots=True)
class Rule:
    """Hits findings for which all of `where` holds."""

    id: str
    outcome: Outcome
    title: str
    sentence: str
    where: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TotalRule:
    """Hits when the total called `count` is not zero."""

    id: str
    outcome: Outcome
    title: str
    sentence: str
    count: str


@dataclass(frozen=True, slots=True)
class Rules:
    """A set of rules, in the order in which a finding is held against them."""

    name: str
    sha256: str  # of the file's bytes
    findings: tuple[Rule, ...]
    totals: tuple[TotalRule, ...]
    collections: tuple[Rule, ...] = ()  # held against each collection, every one for itself


@cache
def built_in() -> Rules:
    """The rules that come with mediascan."""
    return load(files("mediascan.policy").joinpath("rules.toml").read_bytes(), "built-in rules")


def load(data: bytes, name: str) -> Rules:
    """The rules in the TOML text `data`. Raises `UntrustedError` where a rule makes no sense."""
    try:
        parsed = tomllib.loads(data.decode("utf-8"))
        return Rules(
            name,
            hashlib.sha256(data).hexdigest(),
            tuple(_rule(one) for one in parsed.get("rule", [])),
            tuple(_total(one) for one in parsed.get("total", [])),
            tuple(_rule(one, COLLECTION_WORDS) for one in parsed.get("collection", [])),
        )
    except (ValueError, KeyError, TypeError) as bad:
        raise UntrustedError(f"The rules in {name} are not valid: {bad}.") from bad


def _rule(data: dict[str, Any], words: frozenset[str] = WORDS) -> Rule:
    where = dict(data["where"])
    unknown = where.keys() - words
    if unknown:
        raise ValueError(f"rule {data['id']} asks for {', '.join(sorted(unknown))}")
    if "confidence" in where:
        where["confidence"] = Confidence[where["confidence"]]
    return Rule(data["id"], Outcome[data["outcome"]], data["title"], data["sentence"], where)


def _total(data: dict[str, Any]) -> TotalRule:
    if data["count"] not in TOTALS:
        raise ValueError(f"rule {data['id']} counts {data['count']}")
    outcome = Outcome[data["outcome"]]
    return TotalRule(data["id"], outcome, data["title"], data["sentence"], data["count"])
