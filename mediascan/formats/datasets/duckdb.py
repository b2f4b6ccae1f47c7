"""DuckDB database: a main header with "DUCK" at 8, two database headers, blocks of one size.

Headers are 4096 bytes each. The newer of the two at 4096 and 8192 counts: u64 checksum, u64
iteration, i64 first block of the catalog, i64 free list, u64 number of blocks, u64 size of a block.
The catalog is not read: which tables there are is not told.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.window import Window

_HEADER = 4096
_LONGEST = 1 << 30  # bytes of a block
_NONE = (1 << 64) - 1


def examine(window: Window) -> Finding | None:
    cursor = window.cursor(12)
    version = cursor.number("Q")
    cursor.skip(32)
    names = [cursor.take(32).rstrip(b"\0") for _ in range(2)]
    headers = [_header(window, at) for at in (_HEADER, 2 * _HEADER)]
    _, blocks, size = max(headers)
    legal = not size & (size - 1) and 512 <= size <= _LONGEST and blocks < 1 << 48
    if not legal or not 0 < version < 1 << 32 or not all(map(bytes.isascii, names)):
        return None
    facts = Facts(version=str(version))
    if names[0]:
        facts["producer"] = f"DuckDB {names[0].decode('ascii')}"
    facts["metadata"] = {"blocks": str(blocks), "bytes of a block": str(size)}
    whole = 3 * _HEADER + blocks * size
    faults: tuple[Fault, ...] = ()
    if whole > window.size:
        facts["missing_bytes"] = whole - window.size
        text = f"{blocks} blocks of {size} bytes, of which some are missing"
        faults = (Fault(FaultKind.TRUNCATED, text),)
    sure = Confidence.CONSISTENT if whole == window.size else Confidence.PARSED
    evidence = (window.evidence(0, 64, "magic, version"), window.evidence(_HEADER, 48, "header"))
    return Finding("duckdb", Kind.CONTAINER, sure, facts, evidence, faults)


def _header(window: Window, at: int) -> tuple[int, int, int]:
    """Iteration, number of blocks, bytes of a block."""
    cursor = window.cursor(at + 8)
    iteration, _, _, blocks, size = (cursor.number("Q") for _ in range(5))
    return iteration, 0 if blocks == _NONE else blocks, size


FORMAT = Format(
    id="duckdb",
    title="DuckDB database",
    kind=Kind.CONTAINER,
    reference="https://duckdb.org/docs/stable/internals/storage",
    examine=examine,
    signatures=(Signature(b"DUCK", at=8),),
    suffixes=(".duckdb", ".db"),
)
