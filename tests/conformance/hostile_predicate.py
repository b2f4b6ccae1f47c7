"""The predicate of a drive whose every name, label and text is an attack."""

from tests.conformance.empty_predicate import clear
from tests.conformance.predicate_parts import HOSTILE, finding, listed, name


def hostile():
    """An INCONCLUSIVE drive whose every name, label and text is an attack."""
    made = clear()
    made["case"] = {
        "case": HOSTILE[2],
        "exhibit": HOSTILE[0],
        "operator": HOSTILE[6],
        "host": HOSTILE[5],
    }
    made["source"] |= {
        "path": HOSTILE[3],
        "label": HOSTILE[2],
        "uuid": HOSTILE[1],
        "mountOptions": [HOSTILE[8], "rw"],
        "readOnly": False,
        "totalBytes": "18446744073709551615",
        "notes": ["mounted writable: " + HOSTILE[5], HOSTILE[0]],
    }
    raw = [*HOSTILE, b"\xff\xfe\x80invalid\x9b31m", b"\x1b[31m\xc3\x28"]
    made["coverage"] |= {
        "files": 40,
        "bytes": "9007199254740993",
        "bytesRead": "9007199254740992",
        "unreadableFiles": 37,
        "unreadableBytes": "1",
        "changedFiles": 2,
        "skipped": 3,
        "complete": False,
    }
    made["content"] = [
        {"class": "unknown", "files": 20, "bytes": "9007199254000000"},
        {"class": HOSTILE[2], "files": 19, "bytes": "740993"},
        {"class": "empty", "files": 1, "bytes": "0"},
    ]
    made["formats"] = [
        {
            "format": "gguf",
            "title": HOSTILE[1],
            "kind": "checkpoint",
            "files": len(raw),
            "bytes": "9007199254740993",
            "confidence": {"MAGIC": len(raw)},
        }
    ]
    made["collections"] = {
        "total": 300,
        "listed": [_collection(one) for one in raw],
        "others": {"collections": 280, "members": 9007199254740991, "bytes": "9007199254740993"},
    }
    made["findings"] = {
        "files": len(raw),
        "listed": [
            listed(
                one,
                2**64 - 1,
                "unknown",
                finding(
                    "gguf",
                    "checkpoint",
                    "MAGIC",
                    {
                        "model_name": HOSTILE[at % len(HOSTILE)],
                        "architecture": HOSTILE[(at + 1) % len(HOSTILE)],
                        "parameter_count": "18446744073709551616",
                        "metadata": {HOSTILE[2]: HOSTILE[0], HOSTILE[6]: HOSTILE[5]},
                        "columns": list(HOSTILE),
                    },
                    (2**64 - 1, b"<script>\x1b[2J|`*\n\x00\xff", HOSTILE[2]),
                    faults=[("malformed", HOSTILE[6])],
                ),
            )
            for at, one in enumerate(raw)
        ],
    }
    made["faults"] = {
        "total": 10_000,
        "byKind": {"unreadable": 9_000, "malformed": 999, "crashed": 1},
        "listed": [
            {**name(one), "fault": {"kind": "unreadable", "message": HOSTILE[at % len(HOSTILE)]}}
            for at, one in enumerate(raw * 4)
        ],
    }
    made["verdict"] |= {
        "outcome": "INCONCLUSIVE",
        "sentence": "Nothing of interest was found in what was read and looked into, "
        "but not everything was.",
        "hits": [
            {
                "rule": HOSTILE[0],
                "outcome": "INCONCLUSIVE",
                "title": HOSTILE[2],
                "sentence": HOSTILE[6],
                "files": 37,
                "bytes": "1",
                "examples": [name(one) for one in raw],
            }
        ],
    }
    made["signer"]["origin"] = HOSTILE[5]
    return made


def _collection(raw):
    """A set whose every word is an attack, and which lacks a member."""
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "backslashreplace")
    return {
        "kind": "web-archives",
        "title": text,
        "unit": [text, text],
        "name": text,
        "label": text,
        "confidence": "PARSED",
        "members": 1,
        "bytes": "18446744073709551615",
        "folders": 300,
        "manyFolders": True,
        "formats": [text],
        "shapes": [text, text],
        "corpora": [text],
        "conflicts": 1,
        "disagreeing": 1,
        "exact": {"samples": {"total": "18446744073709551615", "files": 1}},
        "estimated": {"tokens": {"total": "1", "files": 1}},
        "whole": {"parameters": "9007199254740993"},
        "numbers": {
            "seen": 1,
            "expected": 2,
            "missing": 1,
            "missingRuns": [{"series": text, "from": 0, "to": 9007199254740991}],
            "more": True,
            "series": 2,
            "known": "gaps",
        },
        "places": [name(raw)],
        "evidence": [{**name(raw), "role": "shard", "format": text, "sha256": "0" * 64}],
        "conflicting": [{"number": 1, "files": [name(raw), name(raw)]}],
    }
