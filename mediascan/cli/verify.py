"""`mediascan verify`: whether a report holds, and the source is still as it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from mediascan.cli.console import line
from mediascan.cli.sampled import Sampled
from mediascan.cli.unlock import key_files
from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.model.source import KeyFile
from mediascan.report.amount import amount
from mediascan.report.check import State
from mediascan.report.draw import below, new_seed
from mediascan.report.verify import Verification
from mediascan.runs.difference import Difference
from mediascan.runs.medium import unlocked
from mediascan.runs.sample import Sample
from mediascan.runs.verify import differences, segment_bytes
from mediascan.runs.verify import verify as run

LISTED = 10_000  # differences in the JSON answer, which is made whole; all of them are counted
_SENTENCES = {
    0: "The {what} holds.",
    3: "The {what} is not complete.",
    4: "The {what} does NOT hold: it was changed, or it was not signed with this key.",
    5: "The {what} is unchanged since it was signed, but by a key that nobody here vouches for.",
}


def verify(
    report: Annotated[Path, typer.Argument(help="Folder of a report, or of a proof.")],
    against: Annotated[str, typer.Option(help="Source to read again and compare.")] = "",
    sample: Annotated[
        str, typer.Option(help="Compare a random part only: 1%, 500 (pieces), 10GB.")
    ] = "",
    seed: Annotated[str, typer.Option(help="Draw the sample of an earlier answer again.")] = "",
    unlock: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VOLUME[:FILE]", help="Unlock a volume again, with the key in FILE or asked."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The answer as JSON.")] = False,
) -> None:
    """Check signature, digests and links of a report; say in words what holds."""
    _check_options(against, sample, seed)
    keys = key_files(unlock or []) if against else ()
    answer = run(report)
    if against and answer.what != "report":
        raise UsageError(f"A {answer.what} is not compared with a source; a report is.")
    compared = bool(against) and answer.code not in {3, 4}
    if sample and (unlock or _unlocked(answer)):
        raise UsageError("Of a report with unlocked volumes no sample is drawn: omit --sample.")
    drawn = _sampled(report, answer, sample, seed) if compared and sample else None
    found: list[Difference] = []
    count = 0
    for one in _differences(report, answer, against, drawn, keys) if compared else ():
        count += 1
        if not json:
            line(f"{one.what:8} {show(one.path)}: {one.words}", "FAIL")
        elif count <= LISTED:
            found.append(one)
    unread = _unread(answer) if compared else ""
    empty = drawn is not None and not drawn.sample.drawn
    code = 4 if count else 3 if unread or empty else answer.code  # an unknown signer weighs least
    if json:
        data = _as_data(answer, found, code) | {
            "differenceCount": count if compared else None,
            "notCompared": unread,
            "sample": drawn.as_data() if drawn else None,
        }
        if not compared:
            data["differences"] = None
        typer.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2))
    else:
        _print(answer)
        if against:
            _print_source(against, count, drawn, compared=compared)
        if unread:
            line(f"{State.NOT_CHECKED:11} source     {unread}", "not checked")
        line(_sentence(answer, count))
    raise typer.Exit(code)


def _check_options(against: str, sample: str, seed: str) -> None:
    """Refuse what makes no sense before anything is read."""
    if sample and not against:
        raise UsageError("--sample needs a source to draw from: --against SOURCE.")
    if seed and not sample:
        raise UsageError("--seed is for --sample.")
    if sample:
        amount(sample)
        below(seed or new_seed())


def _unlocked(answer: Verification) -> set[str]:
    return unlocked(answer.statement["predicate"]) if answer.statement else set()


def _sampled(report: Path, answer: Verification, sample: str, seed: str) -> Sampled:
    length = segment_bytes(answer.statement)
    return Sampled(Sample(report, amount(sample), seed or new_seed(), length), sample, given=seed)


def _differences(
    report: Path,
    answer: Verification,
    against: str,
    drawn: Sampled | None,
    keys: tuple[KeyFile, ...],
) -> Iterator[Difference]:
    if drawn:
        return drawn.sample.differences(against)
    return differences(report, answer.statement, against, keys)


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


def _print_source(against: str, count: int, drawn: Sampled | None, *, compared: bool) -> None:
    if not compared:
        line(f"{State.NOT_CHECKED:11} source     The report itself does not hold.", "not checked")
        return
    what = "what was drawn of it" if drawn else ""
    if count:
        words = "1 entry is not as the report has it."
        if count > 1:
            words = f"{count:,} entries are not as the report has them."
        line(f"{State.FAIL:11} source     {words}", "FAIL")
    elif drawn and not drawn.sample.drawn:
        line(f"{State.NOT_CHECKED:11} source     Nothing could be drawn.", "not checked")
    else:
        name = f"{show(against)}: {what}" if what else show(against)
        line(f"{State.OK:11} source     {name} is as the report has it.", "ok")
    for sentence in drawn.sentences() if drawn else ():
        line(f"{'':11} sample     {sentence}", "quiet")


def _sentence(answer: Verification, differences_found: int) -> str:
    more = " The source is not as the report has it." if differences_found else ""
    return _SENTENCES[answer.code].format(what=answer.what) + more


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
