"""The short form of a report for a terminal: lines with a style name, no markup in the text.

The command line prints them; it maps the style names to colours, and must print the texts as
they are, never as markup. It holds page one; the rest is in report.html and report.md.
"""

from collections.abc import Iterator
from typing import Any

from mediascan.report.page.build import page_of
from mediascan.report.page.nouns import Page
from mediascan.report.page.words import OUTCOMES

# Style names: "outcome.hold" and so on for the outcomes, and these.
STYLES = ("title", "heading", "strong", "plain", "quiet")
_FAULTS = 5  # faults shown; the report has more
_EXAMPLES = 2
_COLLECTIONS = 12
_WIDTH = 2  # columns of indentation


def summary_lines(predicate: dict[str, Any]) -> list[tuple[str, str]]:
    """(style, text) line by line; an empty text is an empty line."""
    page = page_of(predicate)
    return [
        *_verdict(page),
        *_found(page),
        *_collections(page),
        *_rules(page),
        *_content(page),
        *_unread(page),
    ]


def _verdict(page: Page) -> Iterator[tuple[str, str]]:
    known = page.outcome if page.outcome in OUTCOMES else "INCONCLUSIVE"
    yield "title", page.title
    yield f"outcome.{known.lower()}", page.outcome
    yield "strong", page.sentence
    if page.state:
        yield "plain", page.state
    yield "plain", page.coverage


def _found(page: Page) -> Iterator[tuple[str, str]]:
    yield from _heading("What was found")
    for line in page.found:
        detail = f"  ({line.detail})" if line.detail else ""
        yield "plain", _indented(f"{line.text}{detail}")
    if page.found_note:
        yield "quiet", _indented(page.found_note)


def _collections(page: Page) -> Iterator[tuple[str, str]]:
    if not page.collections:
        return
    yield from _heading("Collections")
    for line in page.collections[:_COLLECTIONS]:
        place = f"in {line.places[0].text}" if line.places else ""
        if len(line.places) > 1 or line.more_places:
            place += " and elsewhere"
        said = [line.missing, line.size, line.amounts, line.trouble, place]
        text = ", ".join(filter(None, [f"{line.title}: {line.state}", *said]))
        yield "strong" if line.incomplete else "plain", _indented(text)
    more = len(page.collections) - _COLLECTIONS
    if more > 0 or page.collections_note:
        yield "quiet", _indented("and more, in the report")


def _rules(page: Page) -> Iterator[tuple[str, str]]:
    if not page.hits:
        return
    yield from _heading("Rules that fired")
    for hit in page.hits:
        style = f"outcome.{hit.outcome.lower()}" if hit.outcome in OUTCOMES else "strong"
        yield style, _indented(f"{hit.outcome}: {hit.title} ({hit.amount})")
        yield from (("quiet", _indented(one.text, 2)) for one in hit.examples[:_EXAMPLES])
        if len(hit.examples) > _EXAMPLES:
            yield "quiet", _indented("and others", 2)


def _content(page: Page) -> Iterator[tuple[str, str]]:
    yield from _heading("How much")
    yield "plain", _indented(page.total)
    shown = [one for one in page.content if one.length]
    width = max((len(one.label) for one in shown), default=0)
    for one in shown:
        yield "plain", _indented(f"{one.label:<{width}}  {one.part:>12}")


def _unread(page: Page) -> Iterator[tuple[str, str]]:
    if not page.unread:
        return
    yield from _heading("What could not be read")
    for row in page.unread:
        yield "plain", _indented(f"{row.label}: {row.value}")
    for fault in page.faults[:_FAULTS]:
        yield "quiet", _indented(f"{fault.name.text}: {fault.kind}, {fault.message}", 2)
    if page.fault_total > min(len(page.faults), _FAULTS):
        yield "quiet", _indented("and more, in the report", 2)


def _heading(text: str) -> Iterator[tuple[str, str]]:
    yield "plain", ""
    yield "heading", text


def _indented(text: str, depth: int = 1) -> str:
    return " " * _WIDTH * depth + text
