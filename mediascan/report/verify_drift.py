"""Checks a folder with a signed statement on what changed between two inspections."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import zstandard

from mediascan.model.errors import IncompleteError, StopError, TamperedError
from mediascan.model.limits import MIB
from mediascan.reading.encodings.json import parse_object
from mediascan.report.check import Check, State
from mediascan.report.digests import file_digests
from mediascan.report.drift import CHANGES, DRIFT_TYPE
from mediascan.report.folder import PUBLIC_KEY
from mediascan.report.statement import ENVELOPE, STATEMENT, STATEMENT_TYPE
from mediascan.report.verify import Verification, signed_statement

FILES = frozenset({CHANGES, ENVELOPE, PUBLIC_KEY, STATEMENT})
LINE_BYTES = 256 * 1024  # two paths of 4,096 bytes and words, all escaped, take less than half
WHAT = "list of changes"


def verify_drift(folder: Path, known: Callable[[str], str]) -> Verification:
    """Check the list of changes in `folder`; `known` is as for `verify_folder`."""
    checks: list[Check] = []
    statement = signed_statement(folder, known, checks, _understood)
    if statement is None:
        words = "The signature does not hold, so there is nothing to check against."
        checks.append(Check("files", State.NOT_CHECKED, words, 3))
        return Verification(tuple(checks), None, WHAT)
    try:
        checks.append(Check("files", State.OK, _files(folder, statement)))
    except StopError as bad:
        checks.append(Check("files", State.FAIL, str(bad), bad.exit_code))
    return Verification(tuple(checks), statement, WHAT)


def _files(folder: Path, statement: dict[str, Any]) -> str:
    strangers = [one.name for one in folder.iterdir() if one.name not in FILES]
    if strangers:
        raise TamperedError(f"{len(strangers)} files in the folder were not signed.")
    path = folder / CHANGES
    if path.is_symlink() or not path.is_file():
        raise TamperedError(f"{CHANGES} is no plain file.")
    try:
        if file_digests(path) != statement["subject"][0]["digest"]:
            raise TamperedError(f"{CHANGES} is not the list that was signed.")
        lines = _lines(path, statement["predicate"]["changes"]["lines"])
    except OSError as bad:
        raise IncompleteError(f"{CHANGES} cannot be read: {bad.strerror}.") from bad
    except zstandard.ZstdError as bad:
        raise TamperedError(f"{CHANGES} is no Zstandard: {bad}.") from bad
    stated = statement["predicate"]["changes"]["lines"]
    counts = statement["predicate"]["counts"]
    if lines != stated or lines != sum(counts.values()) - counts["same"]:
        raise TamperedError(f"{CHANGES} has {lines} lines, and the statement says another number.")
    return f"{CHANGES} is the list that was signed, with {lines} changes."


def _lines(path: Path, stated: int) -> int:
    """How many lines there are; of a list that is far too long, no more than shows that."""
    lines = length = 0
    with path.open("rb") as stream:
        machine = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        reader = machine.stream_reader(stream)
        for piece in iter(lambda: reader.read(MIB), b""):
            lines += piece.count(b"\n")
            length += len(piece)
            if length > (stated + 1) * LINE_BYTES:
                raise TamperedError(f"{CHANGES} is longer than any list of {stated} changes.")
    return lines


def _understood(data: bytes, key_id: str) -> dict[str, Any]:
    try:
        statement = parse_object(data)
        predicate = statement["predicate"]
        fits = (
            statement["_type"] == STATEMENT_TYPE
            and statement["predicateType"] == DRIFT_TYPE
            and predicate["schema"].startswith("1.")
            and predicate["signer"]["keyId"] == key_id
            and statement["subject"][0]["name"] == CHANGES
            and statement["subject"][0]["digest"].keys() == {"blake3", "sha256"}
            and all(type(one) is int for one in predicate["counts"].values())
            and "same" in predicate["counts"]
            and type(predicate["changes"]["lines"]) is int
        )
    except Exception as bad:  # a signed statement may still be of another make
        raise TamperedError(f"The statement cannot be understood: {bad!r:.200}.") from bad
    if not fits:
        raise TamperedError("The statement is not one that this version of mediascan knows.")
    return statement
