"""One of several devices of a bcachefs: which, and of how many.

A superblock at 4096; one device alone is no member.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.pools import bcachefs
from mediascan.reading.volumes.superblocks import BCACHEFS, BCACHEFS_AT
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not any(window.has(one, BCACHEFS_AT) for one in BCACHEFS):
        return None
    found = bcachefs(window)
    if found is None:
        return None
    return finding_of(
        "bcachefs_member",
        found,
        (window.evidence(4096, 128, "superblock of bcachefs: UUID, number, devices"),),
    )


FORMAT = Format(
    id="bcachefs_member",
    title="One of several devices of a bcachefs",
    kind=Kind.CONTAINER,
    reference="https://bcachefs.org/bcachefs-principles-of-operation.pdf",
    examine=examine,
    signatures=tuple(Signature(one, at=BCACHEFS_AT) for one in BCACHEFS),
    whole=True,
)
