"""`mediascan verify`: whether a report holds, and the source is still as it says."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from mediascan.cli.console import line
from mediascan.model.display import show
from mediascan.report.verify import State, Verification
from mediascan.runs.verify import Difference, differences
from mediascan.runs.verify import verify as run

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
    found: list[Difference] | None = None
    if against and answer.code not in {3, 4}:
        found = []
        for one in differences(report, answer.statement, against):
            found.append(one)
            if not json:
                line(f"{one.what:8} {show(one.path)}: {one.words}", "FAIL")
    code = max(answer.code, 4) if found else answer.code
    if json:
        typer.echo(orjson.dumps(_as_data(answer, found, code), option=orjson.OPT_INDENT_2))
    else:
        _print(answer, found, against)
    raise typer.Exit(code)


def _print(answer: Verification, found: list[Difference] | None, against: str) -> None:
    for check in answer.checks:
        line(f"{check.state:11} {check.name:9}  {check.sentence}", check.state)
    if found:
        line(
            f"{State.FAIL:11} source     {len(found)} entries are not as the report has them.",
            "FAIL",
        )
    elif found is not None:
        line(f"{State.OK:11} source     {show(against)} is as the report has it.", "ok")
    elif against:
        line(f"{State.NOT_CHECKED:11} source     The report itself does not hold.", "not checked")
    line(_SENTENCES[answer.code])


def _as_data(answer: Verification, found: list[Difference] | None, code: int) -> dict[str, Any]:
    return {
        "schema": "1.0",
        "code": code,
        "sentence": _SENTENCES[answer.code],
        "checks": [
            {"name": one.name, "state": one.state, "sentence": one.sentence}
            for one in answer.checks
        ],
        "differences": None
        if found is None
        else [{"path": show(o.path), "what": o.what, "words": o.words} for o in found],
    }
