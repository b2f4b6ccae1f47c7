"""Model weights among the rows of a report, for exports that list models."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from mediascan.model.display import show
from mediascan.model.finding import Kind
from mediascan.report.exports.base import Record
from mediascan.report.page.words import LADDER


class Model(NamedTuple):
    """One finding of model weights. `number` is the row's, from 0; `nth` that of the finding."""

    number: int
    nth: int
    path: bytes
    row: dict[str, Any]
    finding: dict[str, Any]


def models(record: Record) -> Iterator[Model]:
    """Every finding of the kind `checkpoint`, in the order of paths."""
    for number, (path, row) in enumerate(record.rows()):
        for nth, finding in enumerate(row.get("findings", ())):
            if finding["kind"] == Kind.CHECKPOINT:
                yield Model(number, nth, path, row, finding)


def titles(record: Record) -> dict[str, str]:
    """The title of each format that was found, by its id."""
    return {one["format"]: show(one["title"]) for one in record.predicate["formats"]}


def certainty(finding: dict[str, Any]) -> str:
    """How certain a finding is, in the words of the reports."""
    title, meaning = LADDER[finding["confidence"]]
    return f"{title}: {meaning}"
