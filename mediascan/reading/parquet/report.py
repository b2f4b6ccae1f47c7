"""What the footer of a Parquet file says, as facts, and what contradicts itself in it."""

from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.limits import LIST_LENGTH
from mediascan.model.training_columns import training_shape
from mediascan.reading.parquet.footer import Footer

SIGNATURE = 28  # nonce 12 and tag 16 bytes behind a plain footer that is signed (Encryption.md)


def footer_facts(footer: Footer) -> Facts:
    facts = Facts(columns=footer.schema.columns[:LIST_LENGTH], column_types=footer.schema.types)
    if footer.version:
        facts["version"] = str(footer.version)
    if footer.row_count >= 0:
        facts["row_count"] = footer.row_count
    if footer.group_count >= 0:
        facts["row_group_count"] = footer.group_count
        facts["declared_bytes"] = footer.compressed_bytes
        facts["uncompressed_bytes"] = footer.uncompressed_bytes
    if shape := training_shape(footer.schema.columns):
        facts["training_shape"] = shape
    if footer.created_by:
        facts["producer"] = footer.created_by
    if footer.codecs:
        facts["compression"] = ", ".join(sorted(footer.codecs))
    if footer.metadata:
        facts["metadata"] = footer.metadata
    if footer.paths:
        facts["members"] = list(footer.paths)
    return facts


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
