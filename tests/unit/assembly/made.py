"""Rows of a catalog made by hand."""

import hashlib
import json

from mediascan.assembly.assembler import Assembler
from mediascan.model.row import Row
from mediascan.report.rows import row_data


def finding(format_id, kind="dataset", links=(), **facts):
    made = {
        "format": format_id,
        "kind": kind,
        "confidence": "CONSISTENT",
        "facts": facts,
        "evidence": [],
    }
    if links:
        made["links"] = [
            dict(zip(("role", "key", "index", "count", "fromName"), one, strict=True))
            for one in links
        ]
    return made


def row(path, *findings, content="dataset", size=100, same=None):
    """A row; files differ unless they are given the `same` word."""
    path = path.encode() if isinstance(path, str) else path
    digest = hashlib.sha256(path if same is None else same.encode()).digest()
    detail = json.dumps({"findings": list(findings)}).encode() if findings else None
    times = (0, 0, 0)
    others = (None, None, None)
    return Row(
        path, 0, 0, size, *times, size, digest, digest, *others, content, None, None, detail
    )  # fmt: skip


def together(folder, rows):
    """What `rows`, in any order, add up to: collections, sorted by size and name."""
    assembler = Assembler(folder / "parts.sqlite")
    for one in sorted(rows):
        assembler.add(one, row_data(one))
    found = list(assembler.collections())
    assembler.close()
    assert not (folder / "parts.sqlite").exists()
    return sorted(found, key=lambda one: (-one.size, one.order))


def only(folder, rows):
    """The data of the one collection."""
    (found,) = together(folder, rows)
    return found.data
