"""Says what the files are together, one line a collection, as an officer would read it out.

"Web archive (WARC): 38 of 60 segments, missing 12, 13, 40-43, ... 1.2 TB, about 40 billion tokens."
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mediascan.model.display import harmless
from mediascan.report.page.alike import merged
from mediascan.report.page.names import name_of, text_of
from mediascan.report.page.nouns import CollectionLine
from mediascan.report.page.quantities import amount_of, grouped, plural, size, whole
from mediascan.report.page.words import FOLDER, TOGETHER, sentence_case

LINES = 24  # collections on the page; more are counted
_RUNS = 8  # runs of missing numbers in one line
_NAMES = 2  # corpora or shapes in a title
_LONG = 80  # characters of a name
_WORDS = {"M": "million", "B": "billion", "T": "trillion"}
_QUANTITIES = (
    ("parameters", "parameter", "parameters"),
    ("samples", "sample", "samples"),
    ("tokens", "token", "tokens"),
)
_KNOWN = {
    "index": "an index lists them",
    "count": "the files say how many there are",
    "gaps": "gaps in the numbering",
}
_MEDIA = {"image": "picture", "audio": "sound", "video": "video"}

Data = Mapping[str, Any]


def collection_lines(predicate: Data) -> tuple[CollectionLine, ...]:
    """The largest collections, then a line for the files that stand alone."""
    listed = predicate.get("collections", {}).get("listed", ())
    titles = {one["format"]: one["title"] for one in predicate.get("formats", ())}
    sets = merged(one for one in listed if not one.get("loose"))
    alone = [one for one in listed if one.get("loose")]
    lines = [_line(one, titles) for one in sets[:LINES]]
    if alone:
        lines.append(_alone(alone))
    return tuple(lines)


def collections_note(predicate: Data) -> str:
    """How many collections there are beside those with a line of their own."""
    told = predicate.get("collections", {})
    listed = told.get("listed", ())
    sets = merged(one for one in listed if not one.get("loose"))
    others = told.get("others", {})
    more = sum(one["sets"] for one in sets[LINES:]) + whole(others.get("collections"))
    if not more:
        return ""
    length = sum(whole(one["bytes"]) for one in sets[LINES:]) + whole(others.get("bytes"))
    return f"And {plural(more, 'smaller collection')} of {size(length)}; statement.json has more."


def _line(one: Data, titles: Mapping[str, str]) -> CollectionLine:
    numbers = one.get("numbers", {})
    return CollectionLine(
        title=_title(one, titles),
        state=(f"{grouped(one['sets'])} sets: " if one["sets"] > 1 else "") + _state(one, numbers),
        missing=_missing(one, numbers),
        amounts=", ".join(_amounts(one)),
        size=size(one["bytes"]),
        certainty=_certainty(one),
        places=tuple(name_of(place) for place in one.get("places", ())),
        more_places=_more_places(one),
        trouble=_trouble(one),
        incomplete=bool(numbers.get("missing")),
    )


def _certainty(one: Data) -> str:
    if "content" in one and one["confidence"] == "PARSED":
        return FOLDER
    return TOGETHER.get(one["confidence"], "")


def _title(one: Data, titles: Mapping[str, str]) -> str:
    names = [text_of(name)[:_LONG] for name in one.get("corpora", ())[:_NAMES]]
    label = _shown(one.get("label", ""))
    if label and (not names or any(name in label for name in names)):
        names = [label]
    shapes = [text_of(shape) for shape in one.get("shapes", ())[:_NAMES]]
    title, formats = one["title"], one.get("formats", ())
    if title.endswith(")") and len(formats) == 1:  # of the formats that it names, this is the one
        title = f"{title.partition(' (')[0]} ({titles.get(formats[0], formats[0])})"
    what = ", ".join([text_of(title), *shapes])
    if names:
        return f"{' and '.join(names)}: {what}"
    name = _shown(one.get("name", ""))
    return f"{what}, \u201c{name}\u201d" if name else what


def _shown(text: object) -> str:
    """A name that the statement has as `display.show` made it."""
    return harmless(str(text))[:_LONG]


def _state(one: Data, numbers: Data) -> str:
    unit = one.get("unit") or ("file", "files")
    members = whole(one["members"])
    if "content" in one:
        return _inside(one)
    expected = whole(numbers.get("expected"))
    if expected:
        word = text_of(unit[1] if expected != 1 else unit[0])
        return f"{grouped(members)} of {grouped(expected)} {word}"
    state = f"{grouped(members)} {text_of(unit[0] if members == 1 else unit[1])}"
    if numbers.get("missing"):
        return f"{state} of at least {grouped(members + whole(numbers['missing']))}"
    return state


def _inside(one: Data) -> str:
    """What lies in a folder that is a collection: the media, and what is in between."""
    words: list[str] = []
    others = 0
    for part in one["content"]:
        noun = _MEDIA.get(part["class"])
        if noun and len(words) < len(_MEDIA):
            words.append(plural(part["files"], noun))
        else:
            others += whole(part["files"])
    if not words:
        return plural(one["members"], "file")
    if whole(one.get("classes")):
        words[-1] += f" in {plural(one['classes'], 'class folder')}"
    if others:
        words.append(f"{plural(others, 'other file')} in between")
    return ", ".join(words)


def _missing(one: Data, numbers: Data) -> str:
    """Such as "missing 12, 13, 40-43 (an index lists them)"."""
    missing = whole(numbers.get("missing"))
    if not missing:
        return ""
    known = _KNOWN.get(str(numbers.get("known")), "")
    runs = list(numbers.get("missingRuns", ()))
    if not whole(one["members"]):
        return f"none of them is here ({known})" if known else "none of them is here"
    if not runs:
        return f"{grouped(missing)} missing ({known})"
    told = [_run(run) for run in runs[:_RUNS]]
    if len(runs) > _RUNS or numbers.get("more"):
        told.append("and more")
    count = f"{grouped(missing)} missing: " if missing > 1 else "missing "
    return f"{count}{', '.join(told)}" + (f" ({known})" if known else "")


def _run(run: Data) -> str:
    start, end = whole(run["from"]), whole(run["to"])
    text = str(start) if start == end else f"{start}-{end}"
    if end == start + 1:
        text = f"{start}, {end}"
    series = _shown(run.get("series", ""))
    return f"{series} {text}" if series else text


def _amounts(one: Data) -> Iterator[str]:
    """Exact numbers, then estimates, then what an index says of the whole."""
    for key, noun, nouns in _QUANTITIES:
        exact, about = one.get("exact", {}).get(key), one.get("estimated", {}).get(key)
        if exact and whole(exact["total"]):
            yield f"{_in_words(exact['total'])} {noun if exact['total'] == '1' else nouns}"
        if about and whole(about["total"]):
            more = " more" if exact else ""
            yield f"about {_in_words(about['total'])}{more} {nouns} (estimated)"
        told = one.get("whole", {}).get(key)
        if whole(told) and told != (exact or {}).get("total"):
            yield f"by the index {_in_words(told)} {nouns} in all"


def _in_words(value: object) -> str:
    digits, _, unit = amount_of(value).partition(" ")
    return f"{digits} {_WORDS.get(unit, unit)}".rstrip()


def _trouble(one: Data) -> str:
    said = []
    if whole(one.get("conflicts")):
        said.append(f"{plural(one['conflicts'], 'number')} twice with other content")
    if whole(one.get("disagreeing")):
        said.append("an index and the files do not agree")
    if whole(one.get("copies")):
        said.append(f"{plural(one['copies'], 'copy', 'copies')} of the same")
    return sentence_case("; ".join(said))


def _more_places(one: Data) -> str:
    more = whole(one.get("folders")) - len(one.get("places", ()))
    if more <= 0:
        return ""
    several = f"{plural(more, 'other folder')}"
    return f"at least {several}" if one.get("manyFolders") else several


def _alone(some: Iterable[Data]) -> CollectionLine:
    """One line for all sorts of files that are in no set."""
    sorts: dict[str, list[int]] = {}
    for one in some:
        kind = text_of(one["title"]).partition(" (")[0]
        shape = ", ".join(text_of(shape) for shape in one.get("shapes", ())[:1])
        counted = sorts.setdefault(shape or kind, [0, 0])
        counted[0] += whole(one["members"])
        counted[1] += whole(one["bytes"])
    ranked = sorted(sorts.items(), key=lambda item: (-item[1][0], item[0]))
    told = [f"{name} {grouped(count)}" for name, (count, _) in ranked[:_RUNS]]
    if len(ranked) > _RUNS:
        told.append(f"others {grouped(sum(count for _, (count, _) in ranked[_RUNS:]))}")
    return CollectionLine(
        title="Files of data that stand alone",
        state=plural(sum(count for count, _ in sorts.values()), "file"),
        amounts=", ".join(told),
        size=size(sum(length for _, length in sorts.values())),
    )
