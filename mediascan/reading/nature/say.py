"""`say_nature`: puts into a finding's facts what its records are; the one way for all formats."""

from collections import Counter
from collections.abc import Collection

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.model.optional import NOT_LOOKED
from mediascan.reading.nature.corpora import MARK, Layout, corpora_of
from mediascan.reading.nature.languages import languages_of, library
from mediascan.reading.nature.personal import libraries, personal_data_of
from mediascan.reading.nature.ratio import Interval
from mediascan.reading.nature.sample import Sample
from mediascan.reading.nature.scripts import scripts_of, tokens_a_character
from mediascan.reading.nature.shapes import shape_of

_LANGUAGES = 16  # told of one file
_NO_TOKENS = frozenset(("labelled images", "object detection", "labelled videos", "embeddings"))
Total = float | Interval
_OF_ALL = "size of their columns by the footer"
LIKE = "if the rest is like them"


def say_nature(
    facts: Facts,
    sample: Sample | None = None,
    *,
    columns: Collection[str] | None = None,
    total: Total = 0,
    characters: Interval | None = None,
) -> None:
    """Tell the nature of records, their amount of tokens, languages and known corpora.

    `sample` is what was looked at, None where the format gives columns alone; `total` the size of
    the whole file in the units in which records were added, 0 where it is not known; `characters`
    those of all its texts, where the format tells.
    """
    names = list(facts.get("columns", ())) if columns is None else list(columns)
    if not names and sample:
        names = [path for path in sample.columns if "." not in path]
    shape = shape_of(names, sample, facts.get("training_shape", ""))
    facts.pop("training_shape", None)
    if shape.name:
        facts["training_shape"] = shape.name
    if shape.evidence:
        facts["shape_evidence"] = list(shape.evidence)
    say_corpora(facts, names, sample)
    if sample is None or not sample.records:
        return
    if shape.name == "token ids":
        _say_ids(facts, sample, total)
    elif sample.texts and shape.name and shape.name not in _NO_TOKENS:
        _say_texts(facts, sample, total, characters)
        say_texts(facts, sample.texts)


def say_corpora(facts: Facts, columns: Collection[str], sample: Sample | None = None) -> None:
    """Tell which known corpora have this layout, and how surely."""
    held = sample.columns if sample else {}
    words = [f"{key}: {value}" for key, value in facts.get("metadata", {}).items()]
    words += [facts.get("producer", ""), facts.get("label", "")]
    marks = frozenset(MARK + one for one in (sample.marks if sample else ()))
    layout = Layout(
        frozenset(columns),
        frozenset(held) | marks,
        {path: tuple(one.values) for path, one in held.items()},
        tuple(words),
    )
    if found := corpora_of(layout):
        facts["corpora"] = {one.name: one.sure for one in found}
        facts["corpus_evidence"] = [f"{one.name}: {one.why}" for one in found]


def say_texts(facts: Facts, texts: Collection[str]) -> None:
    """Tell the languages of `texts` and how often they name people; not without the extra.

    What this costs is bounded by the number and the length of the texts, not by a clock, so that
    equal files are told alike on any machine.
    """
    if languages := languages_of(texts):
        most = sorted(languages.items(), key=lambda one: (-one[1], one[0]))[:_LANGUAGES]
        facts["languages"] = dict(most)
    if personal := personal_data_of(texts):
        facts["personal_data"] = dict(sorted(personal.items())[:LIST_LENGTH])
    facts["sampled_texts"] = len(texts)
    missing = [what for what, there in (("languages", library()), ("personal data", libraries()))
               if not there]  # fmt: skip
    if missing:
        facts["texts_unread"] = f"{' and '.join(missing)} {NOT_LOOKED}"


def say_sample_estimate(facts: Facts, estimate: Interval, method: str) -> None:
    """Tell an estimated number of samples with its bounds."""
    facts["estimated_sample_count"] = estimate.value
    facts["sample_bounds"] = [estimate.low, estimate.high]
    facts["sample_method"] = method


def say_token_estimate(facts: Facts, estimate: Interval, method: str) -> None:
    """Tell an estimated number of tokens with its bounds, where none is known for sure."""
    if "token_count" not in facts:
        facts["estimated_token_count"] = estimate.value
        facts["token_bounds"] = [estimate.low, estimate.high]
        facts["token_method"] = method


def _say_ids(facts: Facts, sample: Sample, total: Total) -> None:
    sample.tokens.say(facts)
    found = sample.ids.over(total or sample.ids.sizes)
    if "estimated_token_count" in facts:
        return
    if found is None or not found.value:
        return
    if _whole(total, sample.ids.sizes):
        facts.setdefault("token_count", found.value)
        return
    say_token_estimate(facts, found, f"ids in {sample.records} records, {LIKE}")


def _say_texts(facts: Facts, sample: Sample, total: Total, known: Interval | None = None) -> None:
    characters = known or sample.characters.over(total or sample.characters.sizes)
    if characters is None or not characters.value:
        return
    scripts = scripts_of(sample.texts)
    least, most = tokens_a_character(scripts)
    main = " and ".join(name for name, _ in Counter(scripts).most_common(2))
    whole = _whole(total, sample.characters.sizes)
    part = f"the first {sample.records} records, {LIKE}"
    say_token_estimate(
        facts,
        characters.times(least, most),
        f"{least:.2f} to {most:.2f} tokens a character ({main}), "
        + ("of all records" if whole else _OF_ALL if known else part),
    )


def _whole(total: Total, seen: float) -> bool:
    """Whether all records were looked at."""
    return (total.low if isinstance(total, Interval) else total) <= seen
