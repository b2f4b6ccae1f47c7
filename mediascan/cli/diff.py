"""`mediascan diff`: what changed on a drive between two inspections."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from mediascan.cli.console import line
from mediascan.cli.passphrase import passphrase
from mediascan.model.change import Change, What
from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.runs.diff import DIFFER, Drift
from mediascan.runs.diff import diff as run
from mediascan.runs.signer import signing_key

LISTED = 10_000  # changes in the JSON answer, which is made whole; all of them are counted
_SENTENCES = {
    0: "Nothing changed.",
    3: "No change was seen, but not everything could be compared.",
    5: "Nothing changed, by reports of which a signer is not known here.",
    DIFFER: "The drive is not as it was.",
}
_STYLES = {What.UNKNOWN: "not checked"}


def diff(
    earlier: Annotated[Path, typer.Argument(help="Folder of the earlier report.")],
    later: Annotated[Path, typer.Argument(help="Folder of the later report.")],
    json: Annotated[bool, typer.Option("--json", help="The answer as JSON.")] = False,
    sign: Annotated[
        bool, typer.Option("--sign", help="Write a signed list of changes to the folder -o.")
    ] = False,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="New folder for it.")] = None,
    key: Annotated[
        Path | None, typer.Option(envvar="MEDIASCAN_KEY", help="Private key that signs.")
    ] = None,
    passphrase_file: Annotated[Path | None, typer.Option(help="File with its passphrase.")] = None,
    passphrase_fd: Annotated[int | None, typer.Option(help="Open file descriptor with it.")] = None,
) -> None:
    """Compare the content of every entry of two reports that verify; the drive is not needed."""
    if sign != (out is not None):
        raise UsageError("A signed list of changes needs both: --sign -o FOLDER.")
    ask = passphrase(passphrase_file, passphrase_fd)
    found: list[Change] = []

    def tell(change: Change) -> None:
        if not json:
            to = "" if change.to is None else f" -> {show(change.to)}"
            words = f"{change.what:8} {show(change.path)}{to}: {change.words}"
            line(words, _STYLES.get(change.what, "FAIL"))
        elif len(found) < LISTED:
            found.append(change)

    signing = (lambda: signing_key(key, ask)) if sign else None
    drift = run(earlier, later, tell, out, signing)
    if json:
        typer.echo(orjson.dumps(_as_data(drift, found), option=orjson.OPT_INDENT_2))
    else:
        for words in drift.notes:
            line(words, "not checked")
        line(", ".join(f"{count:,} {what}" for what, count in drift.counts.items()))
        line(_SENTENCES[drift.code])
        if out is not None:
            line(f"Signed: {show(bytes(out))}   Check it: mediascan verify {show(bytes(out))}")
    raise typer.Exit(drift.code)


def _as_data(drift: Drift, found: list[Change]) -> dict[str, Any]:
    return {
        "schema": "1.0",
        "code": drift.code,
        "sentence": _SENTENCES[drift.code],
        "earlier": drift.earlier,
        "later": drift.later,
        "counts": drift.counts,
        "notes": drift.notes,
        "changes": [
            {"what": one.what, "path": show(one.path), "words": one.words}
            | ({} if one.to is None else {"to": show(one.to)})
            for one in found
        ],
    }
