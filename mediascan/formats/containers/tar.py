"""tar archive: headers of 512 bytes, each followed by one file. POSIX, GNU and the oldest kind.

The oldest kind has no magic, but its checksum field ends like all others: zero, blank.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed, Truncated
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.tars.headers import BLOCK, is_tar
from mediascan.reading.tars.tally import header_evidence, tally
from mediascan.reading.window import Window

_POSIX, _GNU = b"ustar\x0000", b"ustar  \x00"


def examine(window: Window) -> Finding | None:
    if not is_tar(window):
        if not (window.has(_POSIX, 257) or window.has(_GNU, 257)):
            return None
        if window.size < BLOCK:
            raise Truncated(f"cut off inside the first header, after {window.size} bytes")
        raise Malformed("checksum of the first header is wrong")
    evidence = header_evidence(window)
    found = tally(window)
    return Finding(
        "tar",
        Kind.CONTAINER,
        Confidence.PARSED if found.faults else Confidence.CONSISTENT,
        found.facts(),
        evidence,
        tuple(found.faults),
    )


FORMAT = Format(
    id="tar",
    title="tar archive",
    kind=Kind.CONTAINER,
    reference="https://www.gnu.org/software/tar/manual/html_node/Standard.html",
    examine=examine,
    signatures=(Signature(b"ustar", at=257), Signature(b"\0 ", at=154)),
    suffixes=(".tar",),
    limits=Limits(total=1024 * MIB, reads=1_000_000, seconds=30.0),  # a read a member
)
