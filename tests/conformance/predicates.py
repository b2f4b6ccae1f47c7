"""Example predicates, as the report makes them: empty, rich, hostile, and as large as may be.

`statement_of` puts one into an in-toto statement, as the signing side does.
"""

from tests.conformance.empty_predicate import clear
from tests.conformance.hostile_predicate import hostile
from tests.conformance.predicate_parts import HOSTILE, digests, finding, listed
from tests.conformance.rich_predicate import hold

__all__ = ["EXAMPLES", "HOSTILE", "clear", "finding", "hold", "hostile", "listed", "statement_of"]


def large():
    """As many listed files and faults as a report may have."""
    made = hold()
    made["findings"]["listed"] = (made["findings"]["listed"] * 8)[:200]
    made["faults"]["listed"] = (made["faults"]["listed"] * 9)[:200]
    return made


def medium():
    """A drive that was read itself: volumes of every kind, bad sectors, and names that attack."""
    made = hold()
    words = " ".join(HOSTILE)
    volume = {"offset": "1048576", "sizeBytes": "5000000", "facts": {}, "states": [], "faults": []}
    made["medium"] = {
        "identity": {"kind": "block", "serial": words},
        "states": [],
        "divisions": [
            {"scheme": "gpt", "volumes": 2, "facts": {}, "evidence": [], "faults": []},
            {
                "scheme": "mbr",
                "volumes": 0,
                "facts": {},
                "evidence": [{"offset": "510", "hex": "55aa", "meaning": words}],
                "faults": [{"kind": "malformed", "message": words[:300]}],
            },
        ],
        "volumes": [
            {
                **volume,
                "name": "p1",
                "facts": {"label": words, "type": "0fc63daf"},
                "fileSystem": "ext",
                "fileSystemTitle": "ext2, ext3 or ext4",
                "fileSystemFacts": {"label": words},
                "files": 3,
                "folders": 1,
                "deleted": 2,
                "unreadableFiles": 0,
                "faults": [{"kind": "crashed", "message": words[:300]}],
            },
            {
                **volume,
                "name": words,
                "states": [
                    {
                        "format": "luks",
                        "kind": "encrypted",
                        "confidence": "CONSISTENT",
                        "nextStep": words,
                    }
                ],
                "notRead": words,
            },
        ],
        "faults": [],
        "whole": {
            "content": "disk-image",
            "readable": digests(b"medium"),
            "unreadable": [{"offset": "512", "length": "1024", "errno": 5}],
        },
        "coverage": {
            "sizeBytes": "10000000",
            "attributedBytes": "4000000",
            "unattributedBytes": "5998976",
            "unreadableBytes": "1024",
            "slackBytes": "77",
        },
        "unattributed": [
            {"class": "constant", "runs": 2, "bytes": "998976"},
            {
                "class": "uniform",
                "runs": 1,
                "bytes": "5000000",
                "probes": 16,
                "otherAtMostPerMillion": 578304,
            },
        ],
        "deleted": {"entries": 2, "read": 1},
        "reading": {"order": "as the bytes lie", "filesInOrder": 3, "filesOutOfOrder": 1},
        "selftest": {
            "passed": 1,
            "checks": [
                {"id": "DA-AM-06", "sentence": "All sectors.", "passed": True},
                {"id": "DA-AM-08", "sentence": words, "passed": False, "words": words},
            ],
        },
    }
    return made


EXAMPLES = {"medium": medium, "clear": clear, "hold": hold, "hostile": hostile, "large": large}


def statement_of(predicate, files=()):
    """The in-toto statement over `files` (name -> bytes) with this predicate."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "https://mediascan.dev/inspection/v1",
        "subject": [{"name": file, "digest": digests(data)} for file, data in dict(files).items()],
        "predicate": predicate,
    }
