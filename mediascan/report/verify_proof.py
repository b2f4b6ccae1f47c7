"""Checks a folder that `prove` made, in the order in which its script does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mediascan.model.errors import StopError, TamperedError
from mediascan.reading.encodings.json import parse_object
from mediascan.report.check import Check, State
from mediascan.report.folder import PUBLIC_KEY
from mediascan.report.proof import PROOF, ROOT_TYPE, ROW, SCRIPT, decoded, script
from mediascan.report.statement import ENVELOPE, PREDICATE_TYPE, STATEMENT, STATEMENT_TYPE
from mediascan.report.verify import Verification, read_signed, signed_statement

FILES = frozenset({ENVELOPE, PROOF, PUBLIC_KEY, ROW, SCRIPT, STATEMENT})
WHAT = "proof"


def verify_proof(folder: Path, known: Callable[[str], str]) -> Verification:
    """Check the proof in `folder`; `known` is as for `verify_folder`."""
    checks: list[Check] = []
    statement = signed_statement(folder, known, checks, _understood)
    if statement is None:
        words = "The signature does not hold, so there is nothing to check against."
        checks.append(Check("proof", State.NOT_CHECKED, words, 3))
        return Verification(tuple(checks), None, WHAT)
    for name, check in (("files", _files), ("proof", _proof)):
        try:
            checks.append(Check(name, State.OK, check(folder, statement)))
        except StopError as bad:
            checks.append(Check(name, State.FAIL, str(bad), bad.exit_code))
    return Verification(tuple(checks), statement, WHAT)


def _files(folder: Path, _: dict[str, Any]) -> str:
    strangers = sorted(one.name for one in folder.iterdir() if one.name not in FILES)
    if strangers:
        raise TamperedError(f"{len(strangers)} files in the folder are not part of the proof.")
    if read_signed(folder, SCRIPT) != script():
        raise TamperedError(f"{SCRIPT} is not the script of this version of mediascan.")
    return f"{SCRIPT} is the script of this version of mediascan; there is no other file."


def _proof(folder: Path, statement: dict[str, Any]) -> str:
    proof = decoded(read_signed(folder, PROOF))
    merkle = statement["predicate"]["manifest"]["merkle"]
    if not proof.holds(read_signed(folder, ROW), merkle):
        raise TamperedError(f"{ROW} is not one of the rows that were signed.")
    return f"{ROW} is row {proof.number} of {merkle['treeSize']}, counted from 0."


def _understood(data: bytes, key_id: str) -> dict[str, Any]:
    """The statement of a report, or of its Merkle root alone."""
    try:
        statement = parse_object(data)
        predicate = statement["predicate"]
        merkle = predicate["manifest"]["merkle"]
        fits = (
            statement["_type"] == STATEMENT_TYPE
            and statement["predicateType"] in {PREDICATE_TYPE, ROOT_TYPE}
            and predicate["schema"].startswith("1.")
            and predicate["signer"]["keyId"] == key_id
            and isinstance(merkle["root"], str)
            and type(merkle["treeSize"]) is int
        )
    except Exception as bad:  # a signed statement may still be of another make
        raise TamperedError(f"The statement cannot be understood: {bad!r:.200}.") from bad
    if not fits:
        raise TamperedError("The statement is not one that this version of mediascan knows.")
    return statement
