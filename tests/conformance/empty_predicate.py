"""The predicate of a drive without files, from which the other examples start."""

import copy
import hashlib


def clear():
    """A drive without files."""
    return copy.deepcopy(_EMPTY)


_EMPTY = {
    "schema": "1.0",
    "tool": {
        "name": "mediascan",
        "version": "0.1.0",
        "python": "3.11.7",
        "platform": "Linux-6.1-x86_64",
        "libraries": {"blake3": "1.0.11", "cryptography": "50.0.2"},
    },
    "case": {"case": "", "exhibit": "", "operator": "", "host": "bench-3"},
    "source": {"kind": "directory", "path": "/media/exhibit-9", "notes": []},
    "times": {
        "started": "2026-11-24T03:21:48.123456Z",
        "finished": "2026-11-24T03:21:48.623456Z",
        "elapsedNs": "500000000",
        "sessions": [
            {
                "started": "2026-11-24T03:21:48.123456Z",
                "ended": "2026-11-24T03:21:48.623456Z",
                "outcome": "finished",
            }
        ],
        "clock": "system clock of the bench, not compared with a reference",
        "timezone": "UTC",
    },
    "options": {
        "digests": ["blake3", "sha256"],
        "secondOpinion": "not available (libmagic is not installed)",
        "segmentBytes": "67108864",
        "crossFileSystems": False,
        "order": "path",
    },
    "limits": {
        "examineBytes": "67108864",
        "examineReadBytes": "16777216",
        "examineReads": "200000",
        "examineItems": "1000000",
        "examineDepth": "16",
        "examineMilliseconds": "10000",
    },
    "coverage": {
        "files": 0,
        "folders": 1,
        "links": 0,
        "special": 0,
        "bytes": "0",
        "bytesRead": "0",
        "unreadableFiles": 0,
        "unreadableFolders": 0,
        "unreadableBytes": "0",
        "changedFiles": 0,
        "skipped": 0,
        "complete": True,
    },
    "content": [],
    "formats": [],
    "findings": {"files": 0, "listed": []},
    "faults": {"total": 0, "byKind": {}, "listed": []},
    "verdict": {
        "outcome": "CLEAR",
        "sentence": "Every file was read and its kind is known; nothing of interest was found.",
        "rules": {"name": "built-in rules", "sha256": hashlib.sha256(b"rules").hexdigest()},
        "hits": [],
    },
    "manifest": {
        "file": "manifest.jsonl.zst",
        "index": "manifest.idx.json",
        "rows": 1,
        "frameRows": 65536,
        "frames": 1,
        "merkle": {
            "algorithm": "RFC 9162 section 2.1, SHA-256",
            "treeSize": 1,
            "root": hashlib.sha256(b"root").hexdigest(),
        },
    },
    "signer": {
        "role": "instrument",
        "algorithm": "Ed25519",
        "keyId": hashlib.sha256(b"key").hexdigest(),
        "publicKey": "instrument.pub.pem",
        "origin": "instrument key made by mediascan on this machine on 2026-11-24",
        "protected": False,
    },
}
