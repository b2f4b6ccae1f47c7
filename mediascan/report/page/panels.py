"""The panels behind the findings: device, operator, method and limits, signature."""

from collections.abc import Mapping
from typing import Any

from mediascan.report.page.names import name_of, text_of
from mediascan.report.page.nouns import Panel, Row
from mediascan.report.page.quantities import (
    duration,
    exact_size,
    grouped,
    hex_groups,
    moment,
    plural,
    whole,
)
from mediascan.report.page.words import LIMITS, ORDERS, sentence_case, words_of

NOT_GIVEN = "not given"
_DEVICE = (
    ("kind", "Kind of source"),
    ("path", "Path"),
    ("device", "Device"),
    ("fileSystem", "File system"),
    ("label", "Label"),
    ("uuid", "UUID"),
    ("mountPoint", "Mounted at"),
    ("mountOptions", "Mount options"),
    ("readOnly", "Mounted read-only"),
    ("rotational", "Rotating disk"),
    ("totalBytes", "Capacity"),
    ("usedBytes", "In use"),
)
_ENTRIES = (
    ("files", "file"),
    ("folders", "folder"),
    ("links", "link"),
    ("special", "special file"),
)

_METHOD = (
    (
        "A format is recognised by the bytes of a file; a name alone neither proves nor rules out "
        "anything. No file was opened by the program that it is made for, and nothing in it was "
        "run."
    ),
    (
        "What is inside archives, compressed streams, disk images and databases was hashed with "
        "them and not examined one by one. Text, pictures, sound, video, documents and programs "
        "are told by how they begin: what may be spelled out in them or follows behind them was "
        "not searched for."
    ),
    (
        "Only what the source lists was looked at. Deleted files, free space and slack were not "
        "searched, and what is behind a password was not opened."
    ),
    "A finding says what a file is. It says nothing of who made it, or why it is there.",
)
_OF_MEDIA = (  # in place of the third
    "All bytes of the medium were read. Deleted files were read where nobody else has their bytes, "
    "and what lies in no file was searched as the section on the medium says. What is behind a "
    "password was not opened."
)
_PROOF = (
    (
        "This page is a rendering. What is signed is statement.json, which holds the digest of "
        "this file and of every other file of the report: a copy of this page alone proves "
        "nothing."
    ),
    (
        "To check, run \u201cmediascan verify\u201d on the report folder, or follow VERIFY.txt, "
        "which needs only sh, openssl and sha256sum."
    ),
    (
        "The signature shows that nothing was changed after the key signed it. To know whose key "
        "it is, compare the key id with one that you got another way."
    ),
)


def device(predicate: Mapping[str, Any]) -> Panel:
    """What was inspected; a thing not known has no row."""
    source, seen = predicate["source"], predicate["coverage"]
    rows = [Row(label, _device_value(key, source[key])) for key, label in _DEVICE if key in source]
    rows += [
        Row(sentence_case(text_of(words_of(key))), _device_value(key, value))
        for key, value in sorted(source.items())
        if key != "notes" and key not in dict(_DEVICE)
    ]
    counted = ", ".join(plural(seen[key], word) for key, word in _ENTRIES)
    rows += [Row("Listed on it", counted), Row("Bytes in files", exact_size(seen["bytes"]))]
    return Panel("Device", tuple(rows), tuple(_remark(one) for one in source.get("notes", ())))


def operator(predicate: Mapping[str, Any]) -> Panel:
    """Who, where and when."""
    case, times = predicate["case"], predicate["times"]
    labels = (
        ("case", "Case"),
        ("exhibit", "Exhibit"),
        ("operator", "Operator"),
        ("host", "Bench"),
    )
    rows = [Row(label, text_of(case.get(key) or NOT_GIVEN)) for key, label in labels]
    rows += [
        Row("Started", text_of(moment(times["started"]))),
        Row("Finished", text_of(moment(times["finished"]))),
        Row("Time of the last session", duration(times["elapsedNs"])),
        Row("Clock", text_of(times["clock"])),
        Row("Time zone of the bench", text_of(times["timezone"])),
    ]
    sessions = times["sessions"]
    if len(sessions) > 1 or any(one["outcome"] != "finished" for one in sessions):
        rows += [
            Row(f"Session {at}", text_of(_session(one))) for at, one in enumerate(sessions, start=1)
        ]
    return Panel("Operator and time", tuple(rows))


def method(predicate: Mapping[str, Any]) -> Panel:
    """How it was done, and what that cannot show."""
    tool, options, rules = predicate["tool"], predicate["options"], predicate["verdict"]["rules"]
    libraries = ", ".join(f"{key} {value}" for key, value in sorted(tool["libraries"].items()))
    digests = ", ".join(options["digests"])
    limits = [_limit(key, value) for key, value in sorted(predicate["limits"].items())]
    order = ORDERS.get(options.get("order", ""), NOT_GIVEN)
    rows = (
        Row("Tool", text_of(f"{tool['name']} {tool['version']}")),
        Row("Runs on", text_of(f"Python {tool['python']}, {tool['platform']}")),
        Row("Libraries", text_of(libraries)),
        Row("Digests of each file", text_of(digests)),
        Row("Second opinion", text_of(options["secondOpinion"])),
        Row("Languages and personal data", text_of(options.get("texts", NOT_GIVEN))),
        Row("Other file systems", "entered" if options["crossFileSystems"] else "not entered"),
        Row("Order of reading", order),
        Row("Rules", text_of(rules["name"])),
        Row("Rules, SHA-256", hex_groups(text_of(rules["sha256"])), code=True),
        Row("Usual limits for one file", text_of("; ".join(limits))),
    )
    return Panel(
        "Method and limits",
        rows,
        (*_METHOD[:2], _OF_MEDIA, *_METHOD[3:]) if "medium" in predicate else _METHOD,
    )


def signature(predicate: Mapping[str, Any]) -> Panel:
    """Whose key signs the statement, and how to check it."""
    signer, manifest = predicate["signer"], predicate["manifest"]
    tree = manifest["merkle"]
    protected = "by a passphrase" if signer["protected"] else "not protected by a passphrase"
    frames = plural(manifest["frames"], "frame")
    rows = (
        Row("Signed as", text_of(signer["role"])),
        Row("Algorithm", text_of(signer["algorithm"])),
        Row("Key id, SHA-256", hex_groups(text_of(signer["keyId"])), code=True),
        Row("Public key", text_of(signer["publicKey"])),
        Row("Origin of the key", text_of(signer["origin"])),
        Row("Private key", protected),
        Row(
            "Manifest", text_of(f"{manifest['file']}: {plural(manifest['rows'], 'row')}, {frames}")
        ),
        Row("Merkle root", hex_groups(text_of(tree["root"])), code=True),
        Row(
            "Merkle tree",
            text_of(f"{plural(tree['treeSize'], 'leaf', 'leaves')}, {tree['algorithm']}"),
        ),
    )
    return Panel(
        "Signature",
        rows,
        _PROOF,
    )


def _device_value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(text_of(one) for one in value) or "none"
    if isinstance(value, dict):
        return name_of(value).text
    if key.endswith("Bytes"):
        return exact_size(value)
    return text_of(value) or "none"


def _remark(value: Any) -> str:
    return sentence_case(text_of(value))


def _session(session: Mapping[str, Any]) -> str:
    start, end = moment(session["started"]), moment(session["ended"] or "an unknown time")
    return f"{start} to {end}, {session['outcome']}"


def _limit(key: str, value: Any) -> str:
    number = grouped(value) if str(whole(value)) == str(value) else str(value)
    return f"{number} {LIMITS.get(key, words_of(key))}"
