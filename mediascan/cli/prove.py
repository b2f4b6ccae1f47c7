"""`mediascan prove`: that one row is in a signed report, without showing the others."""

import os
from pathlib import Path
from typing import Annotated

import typer

from mediascan.cli.console import line, note
from mediascan.cli.passphrase import passphrase
from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.report.names import raw_name
from mediascan.runs.prove import prove as run
from mediascan.runs.signer import signing_key


def prove(
    report: Annotated[Path, typer.Argument(help="Folder of a report.")],
    path: Annotated[str, typer.Argument(help="Path inside the inspected source.")] = "",
    row: Annotated[
        int | None, typer.Option(min=0, help="Index of the row instead, from 0.")
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="New folder.")] = None,
    whole_statement: Annotated[
        bool, typer.Option("--whole-statement", help="Needs no key; shows the listed findings.")
    ] = False,
    key: Annotated[
        Path | None, typer.Option(envvar="MEDIASCAN_KEY", help="Key that signed the report.")
    ] = None,
    passphrase_file: Annotated[Path | None, typer.Option(help="File with its passphrase.")] = None,
    passphrase_fd: Annotated[int | None, typer.Option(help="Open file descriptor with it.")] = None,
) -> None:
    """Write a proof that anybody can check with sh, openssl and sha256sum.

    It shows the one row, and nothing of the others: the Merkle root is signed anew, alone, by the
    key that signed the report.
    """
    if bool(path) == (row is not None) or out is None:
        raise UsageError("Say what is to be proven and where to: prove REPORT PATH -o FOLDER.")
    ask = passphrase(passphrase_file, passphrase_fd)
    wanted = os.fsencode(path) if row is None else row
    signing = None if whole_statement else lambda: signing_key(key, ask)
    proven = run(report, wanted, out, signing)
    if proven.doubts:
        note(proven.doubts, "FAIL")
    name = show(raw_name(proven.placed.row, "path", "path_b64"))
    line(f"Proof of row {proven.placed.number}, {name}: {show(bytes(out))}")
    line(f"Check it: sh {show(bytes(out))}/check.sh, or mediascan verify {show(bytes(out))}")
    if whole_statement:
        note("The statement beside it names the findings that it lists.", "not checked")
