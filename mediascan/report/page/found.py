"""Says "what was found" in a few plain sentences, the most severe first."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mediascan.report.page.held import amounts_of_all, corpora_of_all
from mediascan.report.page.names import text_of
from mediascan.report.page.nouns import FoundLine
from mediascan.report.page.quantities import amount_of, grouped, plural, size, whole
from mediascan.report.page.words import noun, sentence_case

LINES = 9  # as many as there are nouns: none of them is left to be looked for below
_SOME = 3  # architectures, columns or ciphers named in one line
_COUNTED = (("parameter_count", "parameter"),)
_NAMED = (  # facts that are texts, and the words before them
    ("training_shape", "shaped as "),
    ("architecture", "architecture "),
    ("model_name", "named "),
    ("quantization", "weights in "),
    ("cipher", "cipher "),
)
_FIRST = ("checkpoint", "dataset", "encrypted", "concealment", "config", "container", "media")


def found_lines(predicate: Mapping[str, Any]) -> tuple[FoundLine, ...]:
    """Up to LINES sentences about the listed files, grouped by what they are."""
    groups: dict[tuple[str, str], list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = {}
    for file in predicate["findings"]["listed"]:
        for finding in telling(file["findings"]):
            groups.setdefault(noun(finding["kind"], finding["facts"]), []).append((file, finding))
    if not groups:
        return (_nothing(predicate["coverage"]),)
    lines = [_line(words, members) for words, members in groups.items()]
    if len(lines) > LINES:
        others = sum(len(members) for members in list(groups.values())[LINES - 1 :])
        lines = [*lines[: LINES - 1], FoundLine(f"{plural(others, 'other finding')}, listed below")]
    return tuple(lines)


def found_note(findings: Mapping[str, Any]) -> str:
    """What the sentences are about, where not every file with findings is listed."""
    listed, files = len(findings["listed"]), whole(findings["files"])
    if listed >= files:
        return ""
    return (
        f"These lines are about the {grouped(listed)} most severe of {plural(files, 'file')} with "
        "findings. The rules below count all of them."
    )


def telling(findings: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Of one file's findings the one that says what it is, and any that says it is concealed."""
    ranked = sorted(findings, key=lambda one: _rank(one["kind"]))
    for at, one in enumerate(ranked):
        if at == 0 or one["kind"] == "concealment":
            yield one


def description(finding: Mapping[str, Any]) -> str:
    """One finding as a headline: "Training checkpoint with optimizer state, 124 M parameters"."""
    facts = finding["facts"]
    head = sentence_case(text_of(noun(finding["kind"], facts)[0]))
    return ", ".join([head, *_details([facts])])


def _rank(kind: str) -> int:
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def _nothing(coverage: Mapping[str, Any]) -> FoundLine:
    if not whole(coverage["files"]):
        return FoundLine("There are no files.")
    return FoundLine(
        "No model weights, training data or encrypted volumes were recognised.",
        f"{plural(coverage['files'], 'file')} looked at",
    )


def _line(
    words: tuple[str, str], members: list[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> FoundLine:
    """A line such as "2 training checkpoints with optimizer state: 248 M parameters in all"."""
    head = text_of(f"{len(members):,} {words[0] if len(members) == 1 else words[1]}")
    details = _details([finding["facts"] for _, finding in members])
    length = sum(whole(file.get("size")) for file, _ in members)
    return FoundLine(": ".join(filter(None, [head, ", ".join(details)])), size(length))


def _details(facts: list[Mapping[str, Any]]) -> list[str]:
    """What is worth a word about findings of one sort."""
    several = " in all" if len(facts) > 1 else ""
    said = [
        f"{amount_of(total)} {word if total == 1 else word + 's'}{several}"
        for key, word in _COUNTED
        if (total := sum(whole(one.get(key)) for one in facts))
    ]
    said += amounts_of_all(facts)
    said += corpora_of_all(facts)
    said += [
        f"{label}{' / '.join(values)}" for key, label in _NAMED if (values := _values(facts, key))
    ]
    said += [
        f"claims to be {text_of(one['claimed'])}, is {text_of(one['actual'])}"
        for one in facts[:1]
        if one.get("claimed") and one.get("actual")
    ]
    said += [f"step {grouped(one)}" for one in _steps(facts)]
    return said + _shortcomings(facts)


def _values(facts: list[Mapping[str, Any]], key: str) -> list[str]:
    """The different values of a fact, the first few of them."""
    values = [text_of(one[key]) for one in facts if isinstance(one.get(key), str) and one[key]]
    different = list(dict.fromkeys(values))
    if len(different) > _SOME:
        different[_SOME - 1] += " and others"
    return different[:_SOME]


def _steps(facts: list[Mapping[str, Any]]) -> list[int]:
    """The latest training step, where one is known."""
    steps = [whole(one["training_step"]) for one in facts if "training_step" in one]
    return [max(steps)] if steps else []


def _shortcomings(facts: list[Mapping[str, Any]]) -> list[str]:
    cut = sum(1 for one in facts if whole(one.get("missing_bytes")))
    if not cut:
        return []
    return ["cut short" if len(facts) == 1 else f"{grouped(cut)} of them cut short"]
