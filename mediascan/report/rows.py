"""Manifest rows: one canonical JSON line an entry of the source.

Canonical means: UTF-8, keys sorted, no white space, no floats. Sizes and times are decimal text,
because they may pass 2**53. The schema is schema/manifest_row.schema.json.
"""

from typing import Any

import orjson

from mediascan.model.reading import DIGESTS
from mediascan.model.row import Row
from mediascan.model.source import EntryKind
from mediascan.report.names import named

_TYPES = tuple(kind.name.lower() for kind in EntryKind)


def row_data(row: Row) -> dict[str, Any]:
    """`row` as JSON values, without its salt."""
    data: dict[str, Any] = {
        **named(row.path, "path", "path_b64"),
        "type": _TYPES[row.kind],
        "size": str(row.size),
        "mtime_ns": str(row.mtime_ns),
        "ctime_ns": str(row.ctime_ns),
    }
    if row.kind == EntryKind.MEMBER:  # of it there are no times but one, if any
        del data["ctime_ns"]
        if not row.mtime_ns:
            del data["mtime_ns"]
    if row.target is not None:
        data |= named(row.target, "target", "target_b64")
    if row.content is not None:
        data["content"] = row.content
    if row.magic is not None:
        data["magic"] = row.magic
    for name, digest in zip(DIGESTS, (row.blake3, row.sha256, row.md5, row.sha1), strict=True):
        if digest is not None:
            data[name] = digest.hex()
    if row.segments is not None:
        data["segments"] = [
            row.segments[at : at + 32].hex() for at in range(0, len(row.segments), 32)
        ]
    if row.detail is not None:
        data |= orjson.loads(row.detail)
    return data


def row_line(data: dict[str, Any], salt: bytes) -> bytes:
    """The line of a row, without the newline: what a leaf of the Merkle tree is made of."""
    return orjson.dumps({**data, "salt": salt.hex()}, option=orjson.OPT_SORT_KEYS)
