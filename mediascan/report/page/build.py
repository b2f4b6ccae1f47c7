"""Makes the page from the predicate alone, so that it can be made again from a sealed report."""

from collections.abc import Mapping
from typing import Any

from mediascan.report.page import panels, summary
from mediascan.report.page.collections import collection_lines, collections_note
from mediascan.report.page.findings import found_files
from mediascan.report.page.found import found_lines, found_note
from mediascan.report.page.medium import medium_panel, state_of
from mediascan.report.page.names import name_of, text_of
from mediascan.report.page.nouns import Page
from mediascan.report.page.quantities import exact_size, moment, plural, whole


def page_of(predicate: Mapping[str, Any]) -> Page:
    """The page of a predicate that follows schema/statement.schema.json.

    Raises `KeyError` where the predicate lacks a required part.
    """
    verdict, coverage = predicate["verdict"], predicate["coverage"]
    findings, faults = predicate["findings"], predicate["faults"]
    return Page(
        title=_title(predicate),
        subtitle=text_of(f"Examined {moment(predicate['times']['finished'])}"),
        outcome=text_of(verdict["outcome"]),
        sentence=text_of(verdict["sentence"]),
        hits=summary.hits(verdict),
        state=state_of(predicate),
        coverage=summary.coverage_line(coverage, of_files="medium" in predicate),
        coverage_permille=summary.coverage_permille(coverage),
        complete=coverage["complete"] is True,
        found=found_lines(predicate),
        found_note=found_note(findings),
        collections=collection_lines(predicate),
        collections_note=collections_note(predicate),
        total=f"{plural(coverage['files'], 'file')}, {exact_size(coverage['bytes'])}",
        content=summary.content_shares(predicate["content"]),
        formats=summary.format_shares(predicate["formats"]),
        ladder=summary.ladder(predicate["formats"]),
        unread_note=summary.unread_note(coverage, faults),
        unread=summary.unread_rows(coverage, faults),
        faults=summary.fault_lines(faults),
        fault_total=whole(faults["total"]),
        files=found_files(predicate),
        file_total=whole(findings["files"]),
        device=panels.device(predicate),
        medium=medium_panel(predicate),
        operator=panels.operator(predicate),
        method=panels.method(predicate),
        signature=panels.signature(predicate),
    )


def _title(predicate: Mapping[str, Any]) -> str:
    """Case and exhibit where they are given, else where it was found."""
    case = predicate["case"]
    named = [
        f"{word} {case[key]}"
        for key, word in (("case", "Case"), ("exhibit", "exhibit"))
        if case.get(key)
    ]
    if named:
        title = text_of(", ".join(named))
        return title[:1].upper() + title[1:]
    return name_of(predicate["source"].get("path", "")).text
