"""The words of a report for a medium: what state it is in, its volumes, and what adds up to it."""

from collections.abc import Iterator, Mapping
from typing import Any

from mediascan.report.page.names import text_of
from mediascan.report.page.nouns import Panel, Row
from mediascan.report.page.quantities import exact_size, grouped, hex_groups, plural, size, whole
from mediascan.report.page.words import sentence_case

_SHOWN = 4  # volumes named on page one
_DIGESTS = {"sha256": "SHA-256", "blake3": "BLAKE3", "md5": "MD5", "sha1": "SHA-1"}
_RESULTS = {
    "equal": "equal to that of its bytes",
    "differs": "DIFFERS from that of its bytes",
    "not compared": "not compared: not all bytes could be read",
}
_CLASSES = {
    "constant": "one byte repeated",
    "uniform": "looks random: encrypted, or a random fill",
    "remains": "remains without a name: searched for files and numbers, nothing told from them",
    "model": "weights of a model",
    "dataset": "data in the form of training data",
    "unknown": "not read",
}
_REMARKS = (
    "Attributed, unattributed and unreadable bytes add up to the size of the medium.",
    (
        "Unattributed is what no allocated file of a file system that was read lies in: free "
        "space, the file system's own tables, gaps, and volumes that nobody reads. It was searched "
        "for the beginnings of files at each sector, and sampled for numbers without a header. "
        "Runs shorter than 4 KiB, such as slack behind a file, were hashed with the medium and not "
        "searched."
    ),
    (
        "Files whose bytes lie from front to back were hashed in the pass over the medium; of the "
        "others, what lies before was read again. Each digest is that of the file from its first "
        "byte to its last."
    ),
)


def state_of(predicate: Mapping[str, Any]) -> str:
    """What state the medium is in, in a few words for page one; "" for no medium."""
    medium = predicate.get("medium")
    return f"{_state(medium)}. {_reach(medium)}" if medium else ""


def _reach(medium: Mapping[str, Any]) -> str:
    """How much of the medium was read, and how much of it lies in no file."""
    covered = medium["coverage"]
    read = whole(covered["sizeBytes"]) - whole(covered["unreadableBytes"])
    lost = whole(covered["unreadableBytes"])
    said = f"Of {size(covered['sizeBytes'])}, {size(read)} were read"
    said += f" and {exact_size(lost)} could not be" if lost else ""
    said += f"; {size(covered['unattributedBytes'])} lie in no file and were searched"
    if "decrypted" in medium:
        inside = medium["decrypted"]
        free = size(inside["unattributedBytes"])
        said += f"; so do {free} of {size(inside['sizeBytes'])} that were decrypted"
    return said


def _state(medium: Mapping[str, Any]) -> str:
    volumes, total = medium["volumes"], medium["coverage"]["sizeBytes"]
    if medium["whole"].get("content") == "constant":
        return f"Blank or wiped: all {exact_size(total)} are the same byte"
    divided = [one["scheme"].upper() for one in medium["divisions"] if one["volumes"]]
    if divided:
        shown = "; ".join(_short(one) for one in volumes[:_SHOWN])
        more = len(volumes) - _SHOWN
        rest = f"; and {plural(more, 'more')}" if more > 0 else ""
        count = sum("decryptedFrom" not in one["facts"] for one in volumes)
        return f"Divided by {', '.join(divided)} into {plural(count, 'volume')}: {shown}{rest}"
    if volumes and ("fileSystem" in volumes[0] or volumes[0]["states"]):
        shown = "; ".join(_short(one) for one in volumes[:_SHOWN])
        return f"One volume without a partition table: {shown}"
    for one in medium["unattributed"]:
        if one["class"] == "uniform" and len(medium["unattributed"]) == 1:
            return (
                "No structure: all of it looks random. It is consistent with encryption or a "
                f"random fill, which cannot be told apart; {grouped(one['probes'])} probes agree, "
                f"so other content is at most {grouped(one['otherAtMostPerMillion'])} parts in a "
                "million"
            )
    return "No partition table and no file system that is known here"


def _short(volume: Mapping[str, Any]) -> str:
    return f"{text_of(volume['name'])} {_kind(volume)}"


def _kind(volume: Mapping[str, Any]) -> str:
    """What a volume is in a few words."""
    closed = [one["format"] for one in volume["states"] if one["kind"] == "encrypted"]
    if closed:
        opened = ", unlocked with a key given by the operator" if "unlocked" in volume else ""
        return f"encrypted ({text_of(closed[0])}){opened}"
    if "fileSystem" in volume:
        unread = ", not listed" if "notRead" in volume else ""
        return text_of(volume["fileSystem"]) + unread
    if volume["states"]:
        return text_of(volume["states"][0]["format"]).replace("_", " ")
    return "looks random" if volume.get("looksRandom") else "without a known file system"


def medium_panel(predicate: Mapping[str, Any]) -> Panel | None:
    """The panel behind the findings; None where no medium was read."""
    medium = predicate.get("medium")
    if not medium:
        return None
    return Panel("Medium", tuple(_rows(medium)), _REMARKS)


def _rows(medium: Mapping[str, Any]) -> Iterator[Row]:
    covered = medium["coverage"]
    yield Row("Size", exact_size(covered["sizeBytes"]))
    whole_of = medium["whole"]
    for made, words in (
        (whole_of, "All of it"),
        (whole_of.get("readable", {}), "With zeros for what could not be read"),
    ):
        for name, label in _DIGESTS.items():
            if name in made:
                yield Row(f"{words}, {label}", hex_groups(text_of(made[name])), code=True)
    for one in medium.get("storedDigests", []):
        stored = hex_groups(text_of(one["stored"]))
        said = f"{stored}, {_RESULTS[one['result']]}"
        yield Row(f"Stored in the image, {_DIGESTS[one['algorithm']]}", said, code=True)
    yield Row("Attributed to files", exact_size(covered["attributedBytes"]))
    yield Row("Not attributed", exact_size(covered["unattributedBytes"]))
    yield Row("Unreadable", exact_size(covered["unreadableBytes"]))
    for hole in medium["whole"].get("unreadable", []):
        where = f"{exact_size(hole['length'])} from byte {grouped(hole['offset'])} on"
        yield Row("Unreadable range", where)
    for one in medium["unattributed"]:
        words = _CLASSES.get(one["class"], text_of(one["class"]))
        said = f"{exact_size(one['bytes'])} in {plural(one['runs'], 'run')}"
        if "probes" in one:
            said += (
                f"; {grouped(one['probes'])} probes agree, so other content is at most "
                f"{grouped(one['otherAtMostPerMillion'])} parts in a million"
            )
        yield Row(f"Unattributed: {words}", said)
    gone = medium["deleted"]
    yield Row(
        "Deleted entries",
        f"{grouped(gone['entries'])}, of which {grouped(gone['read'])} could be read",
    )
    reading = medium["reading"]
    yield Row(
        "Read",
        f"{text_of(reading['order'])}; {plural(reading['filesInOrder'], 'file')} in it, "
        f"{plural(reading['filesOutOfOrder'], 'file')} in a second visit",
    )
    checks = medium.get("selftest", {}).get("checks", [])
    failed = [f"{text_of(one['id'])} FAILED" for one in checks if not one["passed"]]
    said = ", ".join(failed) or f"all {len(checks)} passed"
    yield Row("Checks of this installation", said if checks else "not made")
    for division in medium["divisions"]:
        faults = "; ".join(text_of(one["message"]) for one in division["faults"])
        said = plural(division["volumes"], "volume") + (f"; {faults}" if faults else "")
        yield Row(f"Table: {text_of(division['scheme']).upper()}", said)
    for volume in medium["volumes"]:
        yield Row(f"Volume {text_of(volume['name'])}", _volume(volume))


def _place(volume: Mapping[str, Any]) -> str:
    """How large a volume is, and where its bytes come from."""
    facts = volume["facts"]
    if "decryptedFrom" not in facts:
        return f"{size(volume['sizeBytes'])} from byte {grouped(volume['offset'])} on"
    said = (
        f"{size(volume['sizeBytes'])} decrypted from {text_of(facts['decryptedFrom'])}, unlocked "
        f"by its {text_of(facts['protector'])}"
    )
    return f"{said} ({text_of(facts['slot'])})" if "slot" in facts else said


def _volume(volume: Mapping[str, Any]) -> str:
    """One volume in one line."""
    facts = volume["facts"]
    named = [text_of(facts[key]) for key in ("label", "typeName", "type") if facts.get(key)][:2]
    said = [
        _place(volume),
        *named,
        _kind(volume),
    ]
    if "files" in volume:
        deleted = plural(whole(volume["deleted"]), "deleted entry", "deleted entries")
        said.append(f"{plural(volume['files'], 'file')}, {deleted}")
    if "notRead" in volume:
        said.append(f"not listed: {text_of(volume['notRead'])}")
    steps = [text_of(one["nextStep"]) for one in volume["states"] if "nextStep" in one]
    said += [step for step in steps if step != volume.get("notRead")]
    said += [sentence_case(text_of(one["message"])) for one in volume["faults"]]
    return "; ".join(said)
