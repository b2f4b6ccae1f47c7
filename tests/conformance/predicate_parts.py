"""The parts of an example predicate: names, findings, listed files, and texts that attack."""

import base64
import hashlib

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07",
    "[red]alarm[/red]",
    "<script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    "=cmd|'/c calc'!A0",
    "line one\nline two\r\n# heading",
    "a|b|c `code` **bold** _it_ ~~no~~ [link](https://evil.example) &amp; &#x3c;",
    "https://evil.example/ www.evil.example a@evil.example <https://evil.example>",
    "\u202egnp.exe",
    "\u2066isolate\u2069 zero\u200bwidth \ufeff",
    "\u2028paragraph\u2029",
    "{{ 7 * 7 }}{% raw %}",
    "../../etc/passwd",
    "n" * 255,
    "訓練データ/模型.bin",
    "\u0646\u0645\u0648\u0630\u062c/00007-\u062a\u062f\u0631\u064a\u0628.bin",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319algo",
    "'; DROP TABLE files; --",
    "$(reboot) `reboot` ; reboot",
)


def name(raw):
    """A name for the report, from text or from the raw bytes."""
    if isinstance(raw, str):
        return {"path": raw}
    return {
        "path": raw.decode("utf-8", "replace"),
        "pathB64": base64.b64encode(raw).decode("ascii"),
    }


def digests(seed):
    """Made-up digests that look like digests."""
    return {
        "sha256": hashlib.sha256(seed).hexdigest(),
        "blake3": hashlib.sha256(b"b3" + seed).hexdigest(),
    }


def finding(format_id, kind, confidence, facts, *pieces, faults=()):
    """A finding as `model.finding.as_data` gives it; a piece is (offset, bytes, meaning)."""
    data = {
        "format": format_id,
        "kind": kind,
        "confidence": confidence,
        "facts": facts,
        "evidence": [
            {"offset": str(offset), "hex": piece.hex(), "meaning": meaning}
            for offset, piece, meaning in pieces
        ],
    }
    if faults:
        data["faults"] = [{"kind": kind, "message": message} for kind, message in faults]
    return data


def listed(path, size, content, *findings):
    """A file with findings."""
    return {
        **name(path),
        **digests(repr(path).encode()),
        "size": str(size),
        "content": content,
        "findings": list(findings),
    }
