"""How much datasets hold, in words: exact numbers as such, estimates with bounds and method."""

from collections.abc import Iterable, Mapping
from typing import Any

from mediascan.report.page.names import text_of
from mediascan.report.page.quantities import about, amount_of, whole

Facts = Mapping[str, Any]
_METHOD = 120  # characters of a method
_SOME = 3  # corpora named
_SURE = {
    "stated": "says that it is",
    "structure": "has the structure of",
    "columns": "has the columns of",
}
_ESTIMATES = (  # noun, facts that hold the exact number, the estimate, its bounds, its method
    ("sample", ("sample_count",), "estimated_sample_count", "sample_bounds", "sample_method"),
    ("row", ("row_count",), "", "", ""),
    ("document", ("document_count",), "", "", ""),
    ("token", ("token_count",), "estimated_token_count", "token_bounds", "token_method"),
)


def amounts(facts: Facts) -> list[str]:
    """What one file holds: "1,234 rows", "about 1.20 B tokens (between 0.8 and 1.9 B: how)"."""
    said = []
    for noun, exact, estimate, bounds, method in _ESTIMATES:
        if count := sum(whole(facts.get(key)) for key in exact):
            said.append(f"{amount_of(count)} {noun if count == 1 else noun + 's'}")
        elif value := whole(facts.get(estimate)):
            how = facts.get(method)
            low, high = _bounds(facts, bounds, value)
            between = f"between {about(low)} and {about(high)}" if bounds in facts else "estimated"
            more = f": {text_of(how)[:_METHOD]}" if isinstance(how, str) else ""
            said.append(f"about {about(value)} {noun}s ({between}{more})")
    return said


def amounts_of_all(many: Iterable[Facts]) -> list[str]:
    """The same for many files together; what is partly estimated is told as an estimate."""
    facts = list(many)
    if len(facts) == 1:
        return amounts(facts[0])
    said = []
    for noun, exact, estimate, bounds, _ in _ESTIMATES:
        sure = sum(whole(one.get(key)) for one in facts for key in exact)
        guessed = [one for one in facts if not any(whole(one.get(key)) for key in exact)]
        value = sum(whole(one.get(estimate)) for one in guessed) if estimate else 0
        if value:
            ends = [_bounds(one, bounds, whole(one.get(estimate))) for one in guessed]
            low, high = (sure + sum(one[end] for one in ends) for end in (0, 1))
            between = f"between {about(low)} and {about(high)}, partly estimated"
            said.append(f"about {about(sure + value)} {noun}s in all ({between})")
        elif sure:
            said.append(f"{amount_of(sure)} {noun if sure == 1 else noun + 's'} in all")
    return said


def _bounds(facts: Facts, key: str, value: int) -> tuple[int, int]:
    ends = facts.get(key)
    if isinstance(ends, list) and len(ends) == 2:
        return whole(ends[0]), whole(ends[1])
    return value, value


def corpora(facts: Facts) -> list[str]:
    """Known corpora, in words that say no more than the bytes do."""
    found = facts.get("corpora")
    if not isinstance(found, Mapping):
        return []
    return [
        f"{_SURE.get(str(sure), 'looks like')} {text_of(str(name))[:_METHOD]}"
        for name, sure in list(found.items())[:_SOME]
    ]


def corpora_of_all(many: Iterable[Facts]) -> list[str]:
    """The known corpora of many files, each once, with the surest word."""
    best: dict[str, str] = {}
    for one in many:
        found = one.get("corpora")
        for name, sure in found.items() if isinstance(found, Mapping) else ():
            if name not in best or _rank(sure) < _rank(best[name]):
                best[name] = sure
    return corpora({"corpora": dict(sorted(best.items(), key=lambda one: _rank(one[1])))})


def _rank(sure: object) -> int:
    levels = list(_SURE)
    return levels.index(sure) if isinstance(sure, str) and sure in levels else len(levels)


def texts(facts: Facts) -> list[str]:
    """What was heard in the texts of the sample: languages, and signs of personal data."""
    unread = facts.get("texts_unread")
    if isinstance(unread, str):
        return [text_of(unread)[:_METHOD]]
    said = []
    looked = whole(facts.get("sampled_texts"))
    if languages := _counts(facts, "languages", 5):
        said.append(f"languages of {looked} texts: {languages}")
    if personal := _counts(facts, "personal_data", 5):
        said.append(f"signs of personal data: {personal}")
    return said


def _counts(facts: Facts, key: str, most: int) -> str:
    found = facts.get(key)
    if not isinstance(found, Mapping):
        return ""
    shown = [
        f"{text_of(str(name))[:_METHOD]} {whole(count)}"
        for name, count in list(found.items())[:most]
    ]
    return ", ".join(shown)
