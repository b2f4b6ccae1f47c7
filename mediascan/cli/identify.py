"""`mediascan identify`: like `file`, for this field."""

from typing import Annotated, Any

import orjson
import typer

from mediascan.cli.console import line
from mediascan.cli.evidence import headline, print_finding
from mediascan.engine.identify import Inside
from mediascan.model.display import show
from mediascan.runs.identify import identify as run


def identify(
    files: Annotated[list[str], typer.Argument(help="Files to look at.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say what files are by their bytes: format, facts, certainty, evidence."""
    failed = False
    for path in files:
        answer = run(path)
        failed = failed or bool(answer.error)
        if json:
            data: dict[str, Any] = {
                "path": show(path),
                "content": answer.content,
                "magic": answer.magic,
                "findings": answer.findings,
            }
            if answer.inside:
                data["members"] = answer.inside.contents
                listed = answer.inside.listed
                data["inside"] = [{"path": show(one), "findings": found} for one, found in listed]
            typer.echo(orjson.dumps(data | ({"error": answer.error} if answer.error else {})))
            continue
        if answer.findings:
            line(f"{show(path)}: {headline(answer.findings[0])}", "bold")
        else:
            words = answer.error or answer.content
            line(f"{show(path)}: {words}" + (f" ({show(answer.magic)})" if answer.magic else ""))
        for place, finding in enumerate(answer.findings):
            print_finding(finding, titled=place > 0)
        if answer.inside:
            _print_inside(answer.inside)
    raise typer.Exit(3 if failed else 0)


def _print_inside(inside: Inside) -> None:
    """What is in a container, a line a member in which something was found."""
    contents = inside.contents
    unread = f", {contents['unread']:,} of them not read" if contents["unread"] else ""
    line(f"  inside: {contents['count']:,} members{unread}")
    for fault in contents.get("faults", ()):
        line(f"    fault: {show(fault['message'])}", "FAIL")
    for name, findings in inside.listed:
        line(f"    {show(name)}: {headline(findings[0])}")
    more = inside.found - len(inside.listed)
    if more:
        line(f"    and {more:,} more in which something was found")
