"""Holds findings against the rules as they stream by, and gives the verdict at the end."""

from dataclasses import dataclass, field
from typing import Any

from mediascan.model.finding import Confidence
from mediascan.model.verdict import EXAMPLES, SENTENCES, Outcome, Total
from mediascan.policy.rules import Rule, Rules, TotalRule

_INERT = frozenset(  # formats whose `code_members` are no programs that loading runs:
    {
        *("torchscript", "torch_mobile_flatbuffer"),  # a network in a language without files
        *("pytorch_legacy", "pytorch_tar"),  # source text, kept to warn where it has changed
    }
)

_AT_LEAST = frozenset({"confidence", "parameters", "members", "bytes"})


@dataclass(slots=True)
class _Hits:
    files: int = 0
    bytes: int = 0
    members: int = 0  # of containers: their bytes are none of the medium's
    member_bytes: int = 0
    examples: list[dict[str, str]] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.files or self.members)


class Judge:
    """Counts what each rule hits. Memory is bounded by the number of rules."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._every: tuple[Rule | TotalRule, ...] = (
            *rules.findings,
            *rules.totals,
            *rules.collections,
        )
        self._hits = {one.id: _Hits() for one in self._every}

    def add(
        self,
        name: dict[str, str],
        size: int,
        findings: list[dict[str, Any]],
        *,
        inside: bool = False,
    ) -> Outcome:
        """Judge the findings of one file of `size` bytes; returns the heaviest outcome.

        `inside`: it is a member of a container.

        `findings` are as `model.finding.as_data` gives them, `name` is the file's name for the
        report. A finding counts for the first rule that it hits.
        """
        hit = {rule.id: rule for seen in map(_seen, findings) for rule in self._first_of(seen)}
        for rule in hit.values():
            counted = self._hits[rule.id]
            if inside:
                counted.members += 1
                counted.member_bytes += size
            else:
                counted.files += 1
                counted.bytes += size
            if len(counted.examples) < EXAMPLES:
                counted.examples.append(name)
        return max((rule.outcome for rule in hit.values()), default=Outcome.CLEAR)

    def _first_of(self, seen: dict[str, Any]) -> list[Rule]:
        """The first rule that hits, as a list of one or none."""
        return next(([rule] for rule in self._rules.findings if _holds(rule, seen)), [])

    def add_collection(self, collection: dict[str, Any]) -> None:
        """Judge one collection, as the statement tells it; it counts for each rule that it hits."""
        seen = _collection_seen(collection)
        for rule in self._rules.collections:
            if _holds(rule, seen):
                counted = self._hits[rule.id]
                counted.files += collection["members"]
                counted.bytes += int(collection["bytes"])
                room = EXAMPLES - len(counted.examples)
                counted.examples += collection["places"][: min(1, room)]

    def verdict(self, totals: dict[str, Total]) -> dict[str, Any]:
        """The verdict for the report; `totals` has what the rules over totals count."""
        for rule in self._rules.totals:
            total = totals[rule.count]
            counts = (total.count, total.bytes, total.members, total.member_bytes)
            self._hits[rule.id] = _Hits(*counts, list(total.examples))
        hits = [rule for rule in self._every if self._hits[rule.id].any]
        hits.sort(key=lambda rule: -rule.outcome)
        outcome = max((rule.outcome for rule in hits), default=Outcome.CLEAR)
        return {
            "outcome": outcome.name,
            "sentence": SENTENCES[outcome],
            "rules": {"name": self._rules.name, "sha256": self._rules.sha256},
            "hits": [self._as_data(rule) for rule in hits],
        }

    def _as_data(self, rule: Rule | TotalRule) -> dict[str, Any]:
        hits = self._hits[rule.id]
        return {
            "rule": rule.id,
            "outcome": rule.outcome.name,
            "title": rule.title,
            "sentence": rule.sentence,
            "files": hits.files,
            "bytes": str(hits.bytes),
            "examples": hits.examples,
        } | _inside(hits.members, hits.member_bytes)


def _inside(members: int, size: int) -> dict[str, Any]:
    """What was counted of members of containers, where there are any."""
    return {"members": members, "memberBytes": str(size)} if members else {}


def _holds(rule: Rule, seen: dict[str, Any]) -> bool:
    """Whether all of what `rule` asks for is true of a finding, given as `_seen` has it."""
    for word, wanted in rule.where.items():
        if word in _AT_LEAST:
            if seen[word] < wanted:
                return False
        elif seen[word] != wanted:
            return False
    return True


def _collection_seen(collection: dict[str, Any]) -> dict[str, Any]:
    """What the words of rules over collections are about."""
    numbers = collection.get("numbers", {})
    return {
        "kind": collection["kind"],
        "confidence": Confidence[collection["confidence"]],
        "incomplete": bool(numbers.get("missing") and numbers.get("expected")),
        "conflicting": bool(collection.get("conflicts")),
        "members": collection["members"],
        "bytes": int(collection["bytes"]),
        "known": bool(collection.get("corpora") or collection.get("layout")),
    }


def _runs_code(format_id: str, facts: dict[str, Any]) -> bool:
    """Whether loading the file runs code that it brings, names or needs."""
    named = any(map(facts.get, ("dangerous_imports", "dangerous_calls", "needs_code")))
    return named or (bool(facts.get("code_members")) and format_id not in _INERT)


def _seen(finding: dict[str, Any]) -> dict[str, Any]:
    """What the words of rules are about."""
    facts = finding["facts"]
    encrypted = finding["kind"] == "encrypted" or bool(facts.get("encrypted_member_count"))
    locked = any(fault["kind"] == "encrypted" for fault in finding.get("faults", ()))
    return {
        "kind": finding["kind"],
        "format": finding["format"],
        "confidence": Confidence[finding["confidence"]],
        "unsure": Confidence[finding["confidence"]] < Confidence.PARSED,
        "measured": finding["confidence"] == Confidence.STATISTIC.name,
        "training": bool(facts.get("optimizer_state")),
        "shaped": bool(facts.get("training_shape")),
        "disguised": finding["kind"] == "concealment",
        "dangerous": _runs_code(finding["format"], facts),
        "parameters": int(facts.get("parameter_count", 0)),
        "encrypted": encrypted or locked,
    }
