"""What the footer of a Parquet file says, as facts, and what contradicts itself in it."""

from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.nature.ratio import Interval
from mediascan.reading.nature.sample import Sample, is_learned
from mediascan.reading.nature.say import say_nature, say_token_estimate
from mediascan.reading.nature.shapes import is_of_ids
from mediascan.reading.parquet.footer import Footer
from mediascan.reading.parquet.pages import sample_rows
from mediascan.reading.window import Window

_LENGTH = 4  # bytes before each text
_MARGIN = 0.1  # levels, headers of pages, texts that a dictionary keeps once
SIGNATURE = 28  # nonce 12 and tag 16 bytes behind a plain footer that is signed (Encryption.md)


def footer_facts(footer: Footer, window: Window) -> Facts:
    """The facts of a footer, and of a sample of the rows in `window`, the whole file."""
    facts = Facts(columns=footer.schema.columns[:LIST_LENGTH], column_types=footer.schema.types)
    if footer.version:
        facts["version"] = str(footer.version)
    if footer.row_count >= 0:
        facts["row_count"] = footer.row_count
    if footer.group_count >= 0:
        facts["row_group_count"] = footer.group_count
        facts["declared_bytes"] = footer.compressed_bytes
        facts["uncompressed_bytes"] = footer.uncompressed_bytes
    if footer.created_by:
        facts["producer"] = footer.created_by
    if footer.codecs:
        facts["compression"] = ", ".join(sorted(footer.codecs))
    if footer.metadata:
        facts["metadata"] = footer.metadata
    if footer.paths:
        facts["members"] = list(footer.paths)
    sample = sample_rows(window, footer)
    rows = max(0, footer.row_count)
    characters = _characters(footer, sample, rows) if sample else None
    columns = footer.schema.columns
    if sample and (counted := _ids(footer, sample, rows)):
        told = "values of the column by the footer; a row without any counts as one"
        say_token_estimate(facts, counted, told)
    say_nature(facts, sample, columns=columns, total=rows, characters=characters)
    return facts


def _ids(footer: Footer, sample: Sample, rows: int) -> Interval | None:
    """Token ids in a column of lists of them."""
    named = zip(footer.schema.leaves, footer.values, strict=False)
    found = [count for leaf, count in named if leaf.path in sample.tokens.columns]
    if len(found) != 1 or not is_of_ids(sample):
        return None
    return Interval(found[0], max(0, found[0] - rows), found[0])


def _characters(footer: Footer, sample: Sample, rows: int) -> Interval | None:
    """Characters of all texts, by what the footer says that their columns take unpacked.

    None where a dictionary keeps equal texts once, so that the columns take much less than the
    sample says, or where nothing tells.
    """
    named = zip(footer.schema.leaves, footer.held, strict=False)
    size = sum(held for leaf, held in named if leaf.text and is_learned(leaf.path))
    sampled = sample.characters.over(rows)
    bytes_a_character = sum(len(one.encode("utf-8", "replace")) for one in sample.texts) / max(
        1, sum(map(len, sample.texts))
    )
    if not size or sampled is None or bytes_a_character <= 0 or footer.group_rows != rows:
        return None
    value = max(0, size - _LENGTH * rows) / bytes_a_character
    if not sampled.value / 2 <= value <= sampled.value * 2:
        return None
    return Interval(round(value), int(value * (1 - _MARGIN)), int(value * (1 + _MARGIN)) + 1)


def footer_faults(footer: Footer, left: int) -> list[Fault]:
    """What contradicts itself in a footer that was walked to its end."""
    wrong = []
    if footer.group_rows != footer.row_count:
        wrong.append(f"row groups hold {footer.group_rows} rows, not {footer.row_count}")
    if footer.outside:
        wrong.append(f"{footer.outside} column chunks lie outside of the file's data")
    if footer.uneven_groups:
        wrong.append(f"{footer.uneven_groups} row groups do not have a chunk for each column")
    if left != (SIGNATURE if footer.cipher else 0):
        wrong.append(f"{left} bytes behind the end of the footer's fields")
    return [Fault(FaultKind.MALFORMED, one) for one in wrong]
