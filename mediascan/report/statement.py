"""The statement: in-toto Statement v1 over the report's files, RFC 8785 bytes written once.

Verifiers check the bytes they received and never serialise again.
"""

from pathlib import Path
from typing import Any

import rfc8785

from mediascan.report.digests import file_digests

STATEMENT = "statement.json"
ENVELOPE = "statement.dsse.json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"  # in-toto Attestation Framework v1, Statement
PREDICATE_TYPE = "https://mediascan.dev/inspection/v1"
PREDICATE_SCHEMA = "1.0"


def subjects(folder: Path) -> list[dict[str, Any]]:
    """Every file in `folder` with its digests, by name."""
    files = sorted(path for path in folder.iterdir() if path.name not in {STATEMENT, ENVELOPE})
    return [{"name": path.name, "digest": file_digests(path)} for path in files]


def statement_bytes(predicate: dict[str, Any], subject: list[dict[str, Any]]) -> bytes:
    """The bytes that are signed."""
    return rfc8785.dumps(
        {
            "_type": STATEMENT_TYPE,
            "predicateType": PREDICATE_TYPE,
            "subject": subject,
            "predicate": predicate,
        }
    )
