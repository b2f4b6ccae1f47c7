"""The report as Markdown: for terminals, for diffs, and for pasting into another document.

CommonMark with GitHub's tables. Every character that could begin markup, a link, an entity or a
new cell is escaped; texts come without newlines and control characters (`display.show`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mediascan.report.page.build import page_of
from mediascan.report.page.names import Name
from mediascan.report.page.nouns import FoundFile, FoundFinding, Page, Panel, Row, Share
from mediascan.report.page.quantities import grouped, plural, size
from mediascan.report.renderers.base import Renderer

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#&|~$@^=]")  # CommonMark 2.4; GFM strikethrough and tables
_LINK = re.compile(r"://|(?<=www)\.", re.IGNORECASE)  # GFM 6.9, autolinks without brackets
_START = re.compile(r"^([-+]|\d+[.)])(?= |$)")  # what begins a list at the start of a line


def render(predicate: dict[str, Any]) -> bytes:
    """UTF-8 bytes of the document."""
    page = page_of(predicate)
    parts = (
        _head(page),
        _what(page),
        _collections(page),
        _how_much(page),
        _how_certain(page),
        _unread(page),
        _findings(page),
        _panel(page.device),
        _panel(page.medium) if page.medium else (),
        _panel(page.operator),
        _panel(page.method),
        _panel(page.signature),
    )
    lines = (line for part in parts for line in [*part, ""])
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8")


def escape(text: str) -> str:
    """`text`, which is one line, so that Markdown shows just these characters."""
    text = _MARKUP.sub(lambda found: "\\" + found[0], text)
    text = _LINK.sub(lambda found: "\\" + found[0], text)
    return _START.sub(lambda found: f"{found[1][:-1]}\\{found[1][-1]}", text)


def _head(page: Page) -> Iterator[str]:
    yield f"# {escape(page.outcome)}: {escape(page.title)}"
    yield ""
    yield f"**{escape(page.sentence)}**"
    yield ""
    if page.state:
        yield from (f"{escape(page.state)}.", "")
    yield f"{escape(page.coverage)}."
    yield ""
    yield f"{escape(page.subtitle)}, mediascan inspection report."


def _what(page: Page) -> Iterator[str]:
    yield from ("## What was found", "")
    for line in page.found:
        detail = f" ({escape(line.detail)})" if line.detail else ""
        yield f"- {escape(line.text)}{detail}"
    if page.found_note:
        yield from ("", escape(page.found_note))
    if not page.hits:
        return
    yield from ("", "### Rules that fired", "")
    yield from _table(
        ("Outcome", "Rule", "Amount", "Examples"),
        (
            (hit.outcome, f"{hit.title}. {hit.sentence}", hit.amount, _names(hit.examples))
            for hit in page.hits
        ),
    )


def _collections(page: Page) -> Iterator[str]:
    if not page.collections:
        return
    yield from ("## Collections", "")
    for line in page.collections:
        said = ", ".join(filter(None, (line.state, line.missing, line.size, line.amounts)))
        yield f"- **{escape(line.title)}**: {escape(said)}"
        places = [*(one.text for one in line.places), *filter(None, [line.more_places])]
        about = "; ".join(filter(None, [line.trouble, line.certainty, ", ".join(places)]))
        if about:
            yield f"  {escape(about)}"
    if page.collections_note:
        yield from ("", escape(page.collections_note))


def _how_much(page: Page) -> Iterator[str]:
    yield from ("## How much", "", f"{escape(page.total)}.")
    if page.content:
        yield ""
        yield from _table(
            ("By content", "Files", "Size", "Bytes", "Share"),
            ((s.label, *_amount(s), s.part) for s in page.content),
            right=4,
        )
    if page.formats:
        yield ""
        yield from _table(
            ("By format", "How certain", "Files", "Size", "Bytes"),
            ((s.label, s.certainty, *_amount(s)) for s in page.formats),
            right=3,
        )


def _amount(share: Share) -> tuple[str, str, str]:
    return grouped(share.files), size(share.length), grouped(share.length)


def _how_certain(page: Page) -> Iterator[str]:
    yield from ("## How certain", "")
    rungs = ((one.title, one.meaning, grouped(one.count)) for one in page.ladder)
    yield from _table(("Step", "Meaning", "Recognitions"), rungs, right=1)


def _unread(page: Page) -> Iterator[str]:
    yield from ("## What could not be read", "")
    yield escape(page.unread_note)
    if page.unread:
        yield ""
        yield from _rows(page.unread)
    if page.faults:
        yield ""
        faults = ((_names([one.name]), one.kind, one.message) for one in page.faults)
        yield from _table(("File", "Fault", "Message"), faults)
    if page.fault_total > len(page.faults):
        listed, total = grouped(len(page.faults)), grouped(page.fault_total)
        yield from ("", f"{listed} of {total} faults are listed; the manifest has all of them.")


def _findings(page: Page) -> Iterator[str]:
    yield from ("## Findings and evidence", "")
    if not page.files:
        yield "There are no findings."
    for file in page.files:
        yield from _file(file)
        yield ""
    if page.file_total > len(page.files):
        total = plural(page.file_total, "file")
        yield (
            f"{grouped(len(page.files))} of {total} with findings are listed, the most severe "
            "first; the manifest has all of them."
        )


def _file(file: FoundFile) -> Iterator[str]:
    yield f"### {escape(_names([file.name]))}"
    yield from ("", f"{escape(file.headline)}.", "")
    yield from _rows([Row("Size", file.size), *file.digests])
    for finding in file.findings:
        yield ""
        yield from _finding(finding)


def _finding(finding: FoundFinding) -> Iterator[str]:
    yield f"**{escape(finding.title)}**: {escape(finding.certainty.lower())}"
    yield ""
    for said in finding.brief:
        yield from (escape(said), "")
    yield from _rows([*finding.faults, *finding.facts])
    for piece in finding.evidence:
        yield from ("", f"{escape(piece.meaning)}, at {piece.offset}:", "")
        yield from (f"    {offset}  {digits}  {seen}" for offset, digits, seen in piece.dump)


def _panel(panel: Panel) -> Iterator[str]:
    yield from (f"## {panel.title}", "")
    yield from _rows(panel.rows)
    for remark in panel.remarks:
        yield from ("", escape(remark))


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    yield from (f"- {escape(row.label)}: {escape(row.value)}" for row in rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], right: int = 0) -> Iterator[str]:
    """A table; its last `right` columns hold numbers."""
    left = len(head) - right
    yield f"| {' | '.join(head)} |"
    yield "|" + " --- |" * left + " ---: |" * right
    yield from (f"| {' | '.join(escape(cell) for cell in row)} |" for row in rows)


def _names(names: Iterable[Name]) -> str:
    """Names on one line, spelled out where a display may reorder their letters."""
    return ", ".join(
        f"{one.text} (spelled out: {one.ascii})" if one.ascii else one.text for one in names
    )


RENDERER = Renderer("markdown", ".md", render)
