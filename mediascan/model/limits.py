"""Every hard limit on hostile input, in one place."""

from dataclasses import dataclass

MIB = 1 << 20

EVIDENCE_BYTES = 64  # bytes copied into one piece of evidence: enough for a magic and its fields
EVIDENCE_PIECES = 8  # pieces of evidence kept a finding: a report is read by people
TEXT_LENGTH = 512  # characters kept of one text found in a file
LIST_LENGTH = 64  # items kept of one list of facts
MESSAGE_LENGTH = 300  # characters kept of one fault's message
FACT_DEPTH = 4  # nesting kept of facts
EXACT_INTEGER = (1 << 53) - 1  # RFC 8785 section 3.2.2.3 (IEEE 754 double): larger is text


@dataclass(frozen=True, slots=True)
class Limits:
    """What one parser may spend on one file. A format may raise these, never remove them."""

    read: int = 16 * MIB  # bytes in one read
    total: int = 64 * MIB  # bytes over all reads of one file
    reads: int = 200_000  # number of reads
    count: int = 1_000_000  # items that a count field may announce
    depth: int = 16  # nesting of windows, and of JSON
    seconds: float = 10.0  # wall clock for one file
