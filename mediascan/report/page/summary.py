"""The numbers of page one: coverage, shares, the ladder of certainty and what was not read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from mediascan.report.page.names import name_of, text_of
from mediascan.report.page.nouns import FaultLine, Hit, Row, Rung, Share
from mediascan.report.page.quantities import exact_size, grouped, percent, plural, size, whole
from mediascan.report.page.words import CONTENT, FAULTS, LADDER, TONES, sentence_case

# Key of the coverage -> what is counted, one and many; what became of it; its label in a panel.
_LEFT_OUT = (
    ("unreadableFiles", "file", "files", "unreadable", "Could not be read"),
    ("unreadableFolders", "folder", "folders", "unreadable", "Folders that could not be listed"),
    ("changedFiles", "file", "files", "changed while read", "Changed while read"),
    ("skipped", "entry", "entries", "skipped", "Skipped on purpose"),
)
_NOT_TOLD = (
    ("unopened", "not looked into", "Holds other content, not looked into"),
    ("unknown", "not recognised", "Not recognised"),
)
_GAP = 990  # of 1000: the least gap that can be seen


def coverage_line(coverage: Mapping[str, Any], *, of_files: bool = False) -> str:
    """A line such as "99.97 % of 18.0 TB read; 412 files unreadable".

    `of_files`: it tells of the files of a medium, of which another line tells.
    """
    if not whole(coverage["files"]):
        read = "no files to read"
    elif not whole(coverage["bytes"]):
        read = "every file is empty"
    else:
        part = percent(coverage["bytesRead"], coverage["bytes"])
        read = f"{part} of {size(coverage['bytes'])} read"
    said = [
        f"{plural(coverage[key], one, many)} {word}"
        for key, one, many, word, _ in _LEFT_OUT
        if whole(coverage.get(key))
    ]
    said += [
        f"{plural(coverage[key + 'Files'], 'file')} {word}"
        for key, word, _ in _NOT_TOLD
        if whole(coverage.get(f"{key}Files"))
    ]
    if inside := inside_words(coverage):
        read += f", and {inside}"
    if whole(coverage.get("unreadMembers")):
        said.append(f"{plural(coverage['unreadMembers'], 'member')} of archives not inspected")
    if coverage.get("vanished") is True:
        read = f"of what was found, {read}"
        said.insert(0, "the source vanished, and the rest was not read")
    if not said:
        said = ["nothing left out" if coverage["complete"] else "the examination is not complete"]
    line = "; ".join([read, *said])
    return f"Of the files in it, {line}" if of_files else sentence_case(line)


def coverage_permille(coverage: Mapping[str, Any]) -> int:
    """Bytes read of all bytes, for a bar: where anything is missing, a gap is seen."""
    if coverage["complete"] is True:
        return 1000
    all_bytes = whole(coverage["bytes"])
    read = whole(coverage["bytesRead"]) * 1000 // all_bytes if all_bytes else 0
    return max(0, min(_GAP, read))


def hits(verdict: Mapping[str, Any]) -> tuple[Hit, ...]:
    """The rules that fired, in the order of the predicate."""
    return tuple(
        Hit(
            rule=text_of(one["rule"]),
            outcome=text_of(one["outcome"]),
            title=text_of(one["title"]),
            sentence=text_of(one["sentence"]),
            amount=_amount(one),
            examples=tuple(name_of(example) for example in one["examples"]),
        )
        for one in verdict["hits"]
    )


def _amount(hit: Mapping[str, Any]) -> str:
    if hit["rule"] == "source-vanished":
        return "1 source"
    words = f"{plural(hit['files'], 'file')}, {size(hit['bytes'])}"
    inside = inside_words(hit)
    if not inside:
        return words
    return f"{words}; {inside}" if whole(hit["files"]) else inside


def inside_words(counts: Mapping[str, Any]) -> str:
    """What was counted of members of archives; "" for none. Their bytes are not the medium's."""
    members = whole(counts.get("members"))
    if not members:
        return ""
    return f"{plural(members, 'member')} of archives, {size(counts['memberBytes'])} unpacked"


def content_shares(content: Sequence[Mapping[str, Any]]) -> tuple[Share, ...]:
    """Every byte once, by what the files hold."""
    total = sum(whole(one["bytes"]) for one in content)
    shares = []
    for one in content:
        label, tone = CONTENT.get(one["class"], (sentence_case(text_of(one["class"])), "plain"))
        shares.append(
            Share(
                id=text_of(one["class"]),
                label=label,
                tone=tone,
                files=whole(one["files"]),
                length=whole(one["bytes"]),
                part=percent(one["bytes"], total) if total else "",
            )
        )
    return tuple(shares)


def format_shares(formats: Sequence[Mapping[str, Any]]) -> tuple[Share, ...]:
    """Recognised formats; a file that is several of them counts in each."""
    return tuple(
        Share(
            id=text_of(one["format"]),
            label=sentence_case(text_of(one["title"])),
            tone=TONES.get(one["kind"], "plain"),
            files=whole(one["files"]),
            length=whole(one["bytes"]),
            part="",
            certainty=_surest(one["confidence"]),
        )
        for one in formats
    )


def ladder(formats: Sequence[Mapping[str, Any]]) -> tuple[Rung, ...]:
    """How many recognitions stand on each step, the surest step first."""
    counts: Counter[str] = Counter()
    for one in formats:
        counts.update({step: whole(count) for step, count in one["confidence"].items()})
    fullest = max(counts.values(), default=0)
    return tuple(
        Rung(title, meaning, counts[step], counts[step] * 1000 // fullest if fullest else 0)
        for step, (title, meaning) in LADDER.items()
    )


def unread_note(coverage: Mapping[str, Any], faults: Mapping[str, Any]) -> str:
    """Whether everything was read and could be judged, in one sentence."""
    if coverage["complete"] is not True:
        return "Not everything was read, or the examination was not finished."
    if any(whole(coverage.get(f"{key}Files")) for key, _, _ in _NOT_TOLD):
        return "Everything that the source lists was read, but not all of it could be judged."
    if whole(faults["total"]):
        return "Everything that the source lists was read, but some of it is not as it should be."
    return "Everything that the source lists was read."


def unread_rows(coverage: Mapping[str, Any], faults: Mapping[str, Any]) -> tuple[Row, ...]:
    """What was left out, in numbers; empty when everything was read and understood."""
    rows = []
    unread = whole(coverage["unreadableFiles"])
    if unread or whole(coverage["unreadableBytes"]):
        lost = exact_size(coverage["unreadableBytes"])
        rows.append(Row("Could not be read", f"{lost} in {plural(unread, 'file')}"))
    rows += [
        Row(label, plural(coverage[key], one, many))
        for key, one, many, _, label in _LEFT_OUT[1:]
        if whole(coverage.get(key))
    ]
    rows += [
        Row(label, f"{exact_size(coverage[key + 'Bytes'])} in {plural(coverage[files], 'file')}")
        for key, _, label in _NOT_TOLD
        if whole(coverage.get(files := f"{key}Files"))
    ]
    rows += [
        Row(f"Fault: {FAULTS.get(kind, text_of(kind))}", grouped(count))
        for kind, count in sorted(
            faults["byKind"].items(), key=lambda one: (-whole(one[1]), one[0])
        )
    ]
    return tuple(rows)


def fault_lines(faults: Mapping[str, Any]) -> tuple[FaultLine, ...]:
    """The listed faults, each with its file."""
    return tuple(
        FaultLine(
            name=name_of(one),
            kind=FAULTS.get(one["fault"]["kind"], text_of(one["fault"]["kind"])),
            message=text_of(one["fault"]["message"]),
        )
        for one in faults["listed"]
    )


def _surest(confidence: Mapping[str, Any]) -> str:
    """Such as "2 every byte accounted for, 1 verified by structure"; of one step, its name."""
    steps = {LADDER[step][0]: confidence[step] for step in LADDER if whole(confidence.get(step))}
    if len(steps) == 1:
        return next(iter(steps)).lower()
    return ", ".join(f"{grouped(count)} {title.lower()}" for title, count in steps.items())
