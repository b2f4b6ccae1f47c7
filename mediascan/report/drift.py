"""The signed statement on what changed between two inspections, and the list that it vouches for.

`changes.jsonl.zst` has a line for each change: canonical JSON, Zstandard. The statement is in-toto
Statement v1 with predicate type DRIFT_TYPE, schema schema/drift.schema.json.
"""

from pathlib import Path
from typing import Any

import orjson
import rfc8785
import zstandard

from mediascan.model.change import Change
from mediascan.model.finding import plain_text
from mediascan.report.digests import file_digests
from mediascan.report.names import named
from mediascan.report.statement import STATEMENT, STATEMENT_TYPE

DRIFT_TYPE = "https://mediascan.dev/drift/v1"
CHANGES = "changes.jsonl.zst"


class ChangesWriter:
    """Writes changes into `folder` as they are found."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / CHANGES).open("wb")
        self._frame = zstandard.ZstdCompressor(write_checksum=True).compressobj()
        self._lines = 0

    def add(self, change: Change) -> None:
        """Append a line."""
        self._lines += 1
        line = orjson.dumps(as_data(change), option=orjson.OPT_SORT_KEYS)
        self._file.write(self._frame.compress(line + b"\n"))

    def close(self) -> dict[str, Any]:
        """Finish the file; returns what the statement says of it."""
        self._file.write(self._frame.flush())
        self._file.close()
        return {"file": CHANGES, "lines": self._lines}


def as_data(change: Change) -> dict[str, str]:
    """A change as JSON; names as the manifest has them."""
    data = {"what": str(change.what), **named(change.path, "path", "path_b64")}
    if change.to is not None:
        data |= named(change.to, "to", "to_b64")
    if change.words:
        data["words"] = change.words
    return data


def side(statement: dict[str, Any], sha256: str) -> dict[str, Any]:
    """What a drift statement says of one of the reports."""
    predicate = statement["predicate"]
    texts = {
        "keyId": predicate["signer"]["keyId"],
        "case": predicate["case"]["case"],
        "exhibit": predicate["case"]["exhibit"],
        "finished": predicate["times"]["finished"],
        "root": predicate["manifest"]["merkle"]["root"],
    }
    said = {key: plain_text(str(text)) for key, text in texts.items()}
    return {"statement": sha256, "rows": int(predicate["manifest"]["rows"]), **said}


def drift_statement(folder: Path, predicate: dict[str, Any]) -> bytes:
    """The bytes that are signed, RFC 8785, over the list of changes in `folder`.

    `predicate` has the `side` of both reports under `earlier` and `later`.
    """
    subject: list[dict[str, Any]] = [{"name": CHANGES, "digest": file_digests(folder / CHANGES)}]
    subject += [
        {"name": f"{name}/{STATEMENT}", "digest": {"sha256": predicate[name]["statement"]}}
        for name in ("earlier", "later")
    ]
    return rfc8785.dumps(
        {
            "_type": STATEMENT_TYPE,
            "predicateType": DRIFT_TYPE,
            "subject": subject,
            "predicate": predicate,
        }
    )
