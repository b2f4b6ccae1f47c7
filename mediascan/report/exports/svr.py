"""in-toto Simple Verification Result 0.1: what a pipeline that only gates on a verdict needs.

Layout: in-toto attestation, spec/predicates/svr.md. The bytes are RFC 8785, ready to be signed in a
DSSE envelope by whoever answers for the gate. A gate asks for MEDIASCAN_VERDICT_CLEAR, and says no
where it does not find it.
"""

from typing import Any, BinaryIO

import rfc8785

from mediascan.model.errors import UsageError
from mediascan.report.exports.base import Export, LeftOut, Record
from mediascan.report.statement import STATEMENT, STATEMENT_TYPE

PREDICATE_TYPE = "https://in-toto.io/attestation/svr/v0.1"
_VERIFIER = "https://mediascan.dev/inspection/"  # and the version: its logic may change with each


def write(record: Record, out: BinaryIO) -> LeftOut:
    """Write the statement. Raises `UsageError` for a report that was not verified."""
    if not record.verified:
        raise UsageError("A verification result is made only of a report that verifies.")
    predicate = record.predicate
    rules = predicate["verdict"]["rules"]
    verifier: dict[str, Any] = {
        "id": _VERIFIER + predicate["tool"]["version"],
        "policy": {"name": rules["name"], "digest": {"sha256": rules["sha256"]}},
    }
    statement: dict[str, Any] = {
        "_type": STATEMENT_TYPE,
        "predicateType": PREDICATE_TYPE,
        "subject": [{"name": STATEMENT, "digest": {"sha256": record.sha256}}, *_manifest(record)],
        "predicate": {
            "verifier": verifier,
            "timeCreated": predicate["times"]["finished"],
            "properties": _properties(predicate),
        },
    }
    out.write(rfc8785.dumps(statement))
    return LeftOut()


def _manifest(record: Record) -> list[dict[str, Any]]:
    """The subject that lists what is on the exhibit."""
    name = record.predicate["manifest"]["file"]
    return [one for one in record.statement["subject"] if one["name"] == name]


def _properties(predicate: dict[str, Any]) -> list[str]:
    coverage = predicate["coverage"]
    found = [f"MEDIASCAN_VERDICT_{predicate['verdict']['outcome']}"]
    if coverage["complete"]:
        found.append("MEDIASCAN_ALL_READ")
    if not coverage["changedFiles"]:
        found.append("MEDIASCAN_UNCHANGED_WHILE_READ")
    return found


EXPORT = Export("svr", "in-toto Simple Verification Result", write)
