"""SquashFS: a packed, read-only file system, as images of systems and of data sets are kept.

The superblock of 96 bytes tells date, compression and counts; names are packed and not looked into.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.dates import date_of
from mediascan.reading.window import Window

_MAGIC = b"hsqs"
_HEADER = 96
_METHODS = {1: "gzip", 2: "lzma", 3: "lzo", 4: "xz", 5: "lz4", 6: "zstd"}
_PAD = 4096


def examine(window: Window) -> Finding | None:
    cursor = window.cursor(4)
    inodes, made, block, fragments = (cursor.number("I") for _ in range(4))
    method, log, _flags, ids, major, minor = (cursor.number("H") for _ in range(6))
    cursor.skip(8)
    used = cursor.number("Q")
    legal = method in _METHODS and 12 <= log <= 20 and 1 << log == block and major == 4
    if not legal or used < _HEADER:
        return None
    facts = Facts(
        version=f"{major}.{minor}",
        compression=_METHODS[method],
        declared_bytes=used,
        metadata={
            "files and folders": str(inodes),
            "fragments": str(fragments),
            "owners": str(ids),
            "block size": str(block),
        },
    )
    if when := date_of(made):
        facts["dates"] = [when]
    faults: tuple[Fault, ...] = ()
    behind = window.size - used
    if behind < 0:
        facts["missing_bytes"] = -behind
        faults = (Fault(FaultKind.TRUNCATED, f"{-behind} bytes of the image are missing"),)
    elif behind >= _PAD:
        facts["trailing_bytes"] = behind
        faults = (Fault(FaultKind.MALFORMED, f"{behind} bytes behind the image"),)
    return Finding(
        "squashfs",
        Kind.CONTAINER,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 48, "superblock"),),
        faults,
    )


FORMAT = Format(
    id="squashfs",
    title="SquashFS image",
    kind=Kind.CONTAINER,
    reference="https://dr-emann.github.io/squashfs/",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".squashfs", ".sqfs", ".snap", ".sfs"),
    weak=True,
)
