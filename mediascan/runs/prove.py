"""Proves one row of a report to somebody who is not to see the others."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.report.check import State
from mediascan.report.folder import PUBLIC_KEY
from mediascan.report.manifest_reader import PlacedRow, place_of_row
from mediascan.report.proof import PROOF, ROW, SCRIPT, proof_of, root_statement, script
from mediascan.report.statement import ENVELOPE, STATEMENT
from mediascan.runs.clock import now
from mediascan.runs.explain import names_meant
from mediascan.runs.export import form_of_version_1, holds
from mediascan.runs.output import check_place, new_folder
from mediascan.runs.signer import Signing
from mediascan.signing.envelope import IN_TOTO, seal


@dataclass(frozen=True, slots=True)
class Proven:
    """Which row was proven, and why not to rely on it, or ""."""

    placed: PlacedRow
    doubts: str


def prove(
    folder: Path, wanted: bytes | int, out: Path, signing: Callable[[], Signing] | None
) -> Proven:
    """Write a proof of the row of a path, or with an index, into the new folder `out`.

    `signing` gives the key that signed the report, to sign its Merkle root alone; None: the proof
    gets the whole statement of the report. Raises `TamperedError` where the report does not hold,
    `UsageError` where there is no such row, or where the key is another one.
    """
    verification = holds(folder)
    statement = verification.statement or {}
    with form_of_version_1():
        check_place(out, [statement], [folder])
        placed = _row(folder, wanted, statement)
        files = {
            ROW: placed.line,
            PROOF: proof_of(folder, placed).encoded(),
            SCRIPT: script(),
            PUBLIC_KEY: (folder / PUBLIC_KEY).read_bytes(),
            **_signed(folder, statement, signing),
        }
    with new_folder(out) as part:
        for name, data in files.items():
            (part / name).write_bytes(data)
    doubts = [one.sentence for one in verification.checks if one.state is not State.OK]
    return Proven(placed, " ".join(doubts))


def _row(folder: Path, wanted: bytes | int, statement: dict[str, Any]) -> PlacedRow:
    source = os.fsencode(statement["predicate"]["source"]["path"])
    names = [wanted] if isinstance(wanted, int) else names_meant(wanted, source)
    found = (place_of_row(folder, one) for one in names)
    placed = next((one for one in found if one is not None), None)
    if placed is None:
        what = f"row {wanted}" if isinstance(wanted, int) else f"entry {show(wanted)}"
        raise UsageError(f"The report has no {what}.")
    return placed


def _signed(
    folder: Path, statement: dict[str, Any], signing: Callable[[], Signing] | None
) -> dict[str, bytes]:
    """Statement and envelope: those of the report, or new ones over its root."""
    whole = (folder / STATEMENT).read_bytes()
    if signing is None:
        return {STATEMENT: whole, ENVELOPE: (folder / ENVELOPE).read_bytes()}
    signer = signing().signer
    key_id = statement["predicate"]["signer"]["keyId"]
    if signer.key_id != key_id:
        raise UsageError(
            f"The report was signed with key {key_id[:16]}, which is not the one here: name it "
            "with --key, or hand over the whole statement with --whole-statement."
        )
    data = root_statement(statement, hashlib.sha256(whole).hexdigest(), key_id, now())
    return {STATEMENT: data, ENVELOPE: seal(data, IN_TOTO, [signer])}
