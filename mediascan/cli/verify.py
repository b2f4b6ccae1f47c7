"""`mediascan verify`: whether a report holds, and the source is still as it says."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from mediascan.cli.console import line
from mediascan.model.display import show
from mediascan.report.check import State
from mediascan.report.verify import Verification
from mediascan.runs.difference import Difference
from mediascan.runs.verify import differences
from mediascan.runs.verify import verify as run

LISTED = 10_000  # differences in the JSON answer, which is made whole; all of them are counted
_SENTENCES = {
    0: "The report holds.",
    3: "The report is not complete.",
    4: "The report does NOT hold: it was changed, or it was not signed with this key.",
    5: "The report is unchanged since it was signed, but by a key that nobody here vouches for.",
}


def verify(
    report: Annotated[Path, typer.Argument(help="Folder of a report.")],
    against: Annotated[str, typer.Option(help="Source to read again and compare.")] = "",
    json: Annotated[bool, typer.Option("--json", help="The answer as JSON.")] = False,
) -> None:
    """Check signature, digests and links of a report; say in words what holds."""
    answer = run(report)
    found: list[Difference] = []
    count = 0
    compared = bool(against) and answer.code not in {3, 4}
    for one in differences(report, answer.statement, against) if compared else ():
        count += 1
        if not json:
            line(f"{one.what:8} {show(one.path)}: {one.words}", "FAIL")
        elif count <= LISTED:
            found.append(one)
    unread = _unread(answer) if compared else ""
    code = 4 if count else 3 if unread else answer.code  # that nobody knows the signer weighs least
    if json:
        data = _as_data(answer, found, code) | {
            "differenceCount": count if compared else None,
            "notCompared": unread,
        }
        if not compared:
            data["differences"] = None
        typer.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2))
    else:
        _print(answer)
        if against:
            _print_source(against, count, compared=compared)
        if unread:
            line(f"{State.NOT_CHECKED:11} source     {unread}", "not checked")
        line(_sentence(answer, count))
    raise typer.Exit(code)


def _print(answer: Verification) -> None:
    for check in answer.checks:
        line(f"{check.state:11} {check.name:9}  {check.sentence}", check.state)


def _unread(answer: Verification) -> str:
    """What the report has no digests of, and what can therefore not be compared."""
    coverage = answer.statement["predicate"]["coverage"] if answer.statement else {}
    if coverage.get("complete") is True:
        return ""
    files, folders = coverage.get("unreadableFiles", 0), coverage.get("unreadableFolders", 0)
    return (
        f"The report has no digests of what could not be read for it: files {files}, "
        f"folders {folders}. Whether these are as they were is not known."
    )


def _print_source(against: str, count: int, *, compared: bool) -> None:
    if not compared:
        line(f"{State.NOT_CHECKED:11} source     The report itself does not hold.", "not checked")
    elif count:
        words = "1 entry is not as the report has it."
        if count > 1:
            words = f"{count:,} entries are not as the report has them."
        line(f"{State.FAIL:11} source     {words}", "FAIL")
    else:
        line(f"{State.OK:11} source     {show(against)} is as the report has it.", "ok")


def _sentence(answer: Verification, differences_found: int) -> str:
    more = " The source is not as the report has it." if differences_found else ""
    return _SENTENCES[answer.code] + more


def _as_data(answer: Verification, found: list[Difference], code: int) -> dict[str, Any]:
    return {
        "schema": "1.1",
        "code": code,
        "sentence": _sentence(answer, len(found)),
        "checks": [
            {"name": one.name, "state": one.state, "sentence": one.sentence}
            for one in answer.checks
        ],
        "differences": [
            {"path": show(one.path), "what": one.what, "words": one.words}
            | ({"damage": one.damage.as_data()} if one.damage else {})
            for one in found
        ],
    }
