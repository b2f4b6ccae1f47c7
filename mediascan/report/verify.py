"""Checks a report folder, with nothing believed before the signature holds.

A check is ok, failed, or not checked with the reason; "not checked" is never silently ok.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediascan.model.errors import (
    IncompleteError,
    InputFault,
    StopError,
    TamperedError,
    UsageError,
)
from mediascan.model.limits import MIB
from mediascan.reading.encodings.json import parse_object
from mediascan.report.check import Check, State
from mediascan.report.folder import PUBLIC_KEY, WORK
from mediascan.report.manifest_reader import ManifestTotals, check_manifest
from mediascan.report.statement import (
    ENVELOPE,
    PREDICATE_TYPE,
    STATEMENT,
    STATEMENT_TYPE,
)
from mediascan.report.verify_files import check_files
from mediascan.signing.envelope import open_envelope, verified_by
from mediascan.signing.merkle import FRAME_ROWS
from mediascan.signing.public_key import from_pem

STATEMENT_BYTES = 64 * MIB  # 200 findings with all their facts stay far below this


@dataclass(frozen=True, slots=True)
class Verification:
    """All checks of a folder, and its statement where the signature holds."""

    checks: tuple[Check, ...]
    statement: dict[str, Any] | None
    what: str = "report"  # that holds, or does not

    @property
    def code(self) -> int:
        """The exit code: a wrong digest or signature (4) outweighs all else."""
        codes = {check.code for check in self.checks if check.state is not State.OK}
        return next((code for code in (4, 3, 5) if code in codes), 0)


def verify_folder(folder: Path, known: Callable[[str], str]) -> Verification:
    """Check the report in `folder`. `known` says who vouches for a key id: "own", "trusted", "".

    Raises `UsageError` where there is no report, `IncompleteError` where it is unfinished.
    """
    envelope = folder / ENVELOPE
    if not os.path.lexists(envelope):
        if (folder / WORK).exists():
            raise IncompleteError("This inspection is unfinished: run the same command again.")
        missing = (folder / STATEMENT).exists()
        if missing:
            raise IncompleteError(f"{ENVELOPE} is missing, so nothing here is signed.")
        raise UsageError(f"{folder} holds no report of mediascan.")
    checks: list[Check] = []
    statement = signed_statement(folder, known, checks, _checked)
    if statement is None:
        for name in ("files", "manifest"):
            words = "The signature does not hold, so there is nothing to check against."
            checks.append(Check(name, State.NOT_CHECKED, words, 3))
        return Verification(tuple(checks), None)
    interim = bool(statement["predicate"]["coverage"].get("vanished"))
    wrong = check_files(folder, statement["subject"], interim=interim)
    if not wrong:
        words = f"All {len(statement['subject'])} files have the signed digests; none was added."
        checks.append(Check("files", State.OK, words))
        _manifest(folder, statement, checks)
        if interim:
            words = "An interim report: the source vanished, and the rest of it was not read."
            checks.append(Check("interim", State.OK, words))
    else:
        checks += wrong
        words = "The folder does not hold just the files that were signed."
        checks.append(Check("manifest", State.NOT_CHECKED, words, 3))
    return Verification(tuple(checks), statement)


def unverified_statement(folder: Path) -> dict[str, Any]:
    """The statement in `folder`, of which nothing is known. Raises `StopError`."""
    try:
        return parse_object(read_signed(folder, STATEMENT))
    except InputFault as bad:
        raise TamperedError(f"{STATEMENT} cannot be read: {bad}.") from bad


def signed_statement(
    folder: Path,
    known: Callable[[str], str],
    checks: list[Check],
    understood: Callable[[bytes, str], dict[str, Any]],
) -> dict[str, Any] | None:
    """Check envelope, key and statement bytes; the statement, where all of it holds.

    `understood` makes a statement of bytes that the key with this id signed, or raises `StopError`.
    """
    try:
        envelope = open_envelope(read_signed(folder, ENVELOPE))
        key = from_pem(read_signed(folder, PUBLIC_KEY))
        if key not in verified_by(envelope, [key]):
            raise TamperedError("The signature is not one of the key in this report.")
        checks.append(
            Check("signature", State.OK, f"The signature of key {key.key_id[:16]} holds.")
        )
        if read_signed(folder, STATEMENT) != envelope.payload:
            raise TamperedError(f"{STATEMENT} is not the statement that was signed.")
        statement = understood(envelope.payload, key.key_id)
        checks.append(Check("statement", State.OK, f"{STATEMENT} is what was signed."))
    except StopError as bad:
        name = "statement" if checks else "signature"
        checks.append(Check(name, State.FAIL, str(bad), bad.exit_code))
        return None
    try:
        checks.append(_trust(known(key.key_id), key.key_id))
    except UsageError as bad:  # a trust store that cannot be read says nothing of the report
        words = f"Whether somebody here vouches for the key: {bad}."
        checks.append(Check("signer", State.NOT_CHECKED, words, 5))
    return statement


def _trust(vouched: str, key_id: str) -> Check:
    if vouched == "own":
        return Check("signer", State.OK, "The key is this installation's own instrument key.")
    if vouched:
        return Check("signer", State.OK, "The key is in this installation's trust store.")
    words = f"Nobody here vouches for key {key_id}; 'mediascan keys trust' does."
    return Check("signer", State.FAIL, words, 5)


def read_signed(folder: Path, name: str) -> bytes:
    """The bytes of a small plain file. Raises `TamperedError` or `IncompleteError`."""
    path = folder / name
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise TamperedError(f"{name} is no plain file.")  # a FIFO would be waited for
        if path.stat().st_size > STATEMENT_BYTES:
            raise TamperedError(f"{name} is larger than any report writes it.")
        return path.read_bytes()
    except FileNotFoundError as bad:
        raise IncompleteError(f"{name} is missing from the report.") from bad
    except OSError as bad:
        raise IncompleteError(f"{name} cannot be read: {bad.strerror}.") from bad


def _checked(data: bytes, key_id: str) -> dict[str, Any]:
    """The statement in signed bytes, its fields where we look for them."""
    try:
        statement = parse_object(data)
        predicate = statement["predicate"]
        fits = (
            statement["_type"] == STATEMENT_TYPE
            and statement["predicateType"] == PREDICATE_TYPE
            and predicate["schema"].startswith("1.")
            and predicate["signer"]["keyId"] == key_id
            and predicate["manifest"]["frameRows"] == FRAME_ROWS
            and isinstance(predicate["options"]["digests"], list)
            and all(map(_is_subject, statement["subject"]))
            and isinstance(predicate["coverage"], dict)
        )
    except Exception as bad:  # a signed statement may still be of another make
        raise TamperedError(f"The statement cannot be understood: {bad!r:.200}.") from bad
    if not fits:
        raise TamperedError("The statement is not one that this version of mediascan knows.")
    return statement


def _is_subject(one: dict[str, Any]) -> bool:
    """Whether an entry names a file and both of its digests: a file without one is not checked."""
    digests = one["digest"]
    both = digests.keys() == {"blake3", "sha256"}
    return both and all(isinstance(text, str) for text in (one["name"], *digests.values()))


def _manifest(folder: Path, statement: dict[str, Any], checks: list[Check]) -> None:
    """Check rows, their order, the tree over them, and the totals of the statement."""
    predicate = statement["predicate"]
    try:
        totals = check_manifest(folder, predicate["manifest"])
        _compare(totals, predicate.get("coverage"))
    except StopError as bad:
        checks.append(Check("manifest", State.FAIL, str(bad), bad.exit_code))
        return
    words = f"{totals.rows} rows, in order, hash to the signed Merkle root; the totals agree."
    checks.append(Check("manifest", State.OK, words))


def _compare(totals: ManifestTotals, coverage: Any) -> None:
    counted = {"files": totals.files, "folders": totals.folders, "bytes": str(totals.bytes)}
    for key, value in counted.items():
        stated = coverage.get(key) if isinstance(coverage, dict) else None
        if stated != value:
            raise TamperedError(f"The statement says {stated!r:.40} {key}, the manifest {value}.")
