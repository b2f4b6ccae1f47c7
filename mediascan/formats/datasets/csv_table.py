"""Table between commas or tabs whose first line names columns of training data: prompt, chosen.

Any other table is not told apart from text. The first column must be one of those names, or one
that numbers and names rows.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.training_columns import KNOWN
from mediascan.reading.encodings.csv_table import (
    FIRST,
    SAMPLE,
    csv_facts,
    csv_faults,
    header_of,
    sample_rows,
)
from mediascan.reading.window import Window

_ROW_NAMES = (
    *("", "id", "ID", "idx", "index", "Unnamed: 0", "row_id", "uid", "uuid", "key", "source"),
    *("split", "lang", "system", "input", "category", "task", "title", "model", "name", "act"),
    *("conversation_id", "question_id", "prompt_id", "dataset", "topic", "type"),
)
_NAMES = sorted({*KNOWN, *(name.capitalize() for name in KNOWN), *_ROW_NAMES})
_LONE = ("prompt", "text", "Prompt", "Text")  # the only column


def examine(window: Window) -> Finding | None:
    found = header_of(window.upto(0, FIRST))
    if found is None:
        return None
    data = window.upto(0, SAMPLE)
    sample_rows(found, data, whole=len(data) == window.size)
    if not found.likely:
        return None
    return Finding(
        "csv_table",
        Kind.DATASET,
        Confidence.PARSED,
        csv_facts(found, window.size, len(data)),
        (window.evidence(0, 64, "first line: names of the columns"),),
        tuple(csv_faults(found)),
    )


FORMAT = Format(
    id="csv_table",
    title="CSV table of training records",
    kind=Kind.DATASET,
    reference="https://www.rfc-editor.org/rfc/rfc4180",
    examine=examine,
    signatures=(
        *(Signature(f"{name}{end}".encode()) for name in _NAMES for end in (",", "\t")),
        *(Signature(f"{name}{end}".encode()) for name in _LONE for end in ("\n", "\r\n")),
        Signature(b'"'),
        Signature(b"\xef\xbb\xbf"),
    ),
    suffixes=(".csv", ".tsv"),
    weak=True,
)
