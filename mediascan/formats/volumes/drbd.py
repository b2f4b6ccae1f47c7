"""Device of DRBD, a mirror over the network: its content is whole.

Metadata in the last 4 KiB: sizes, UUIDs, magic at 60.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.members import DRBD, DRBD_AT, drbd
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not (any(window.has(one, DRBD_AT) for one in DRBD)):
        return None
    found = drbd(window)
    evidence = window.evidence(-4096, 64, "metadata of DRBD")
    return finding_of("drbd", found, (evidence,))


FORMAT = Format(
    id="drbd",
    title="Device of a DRBD mirror",
    kind=Kind.CONTAINER,
    reference="https://linbit.com/drbd-user-guide/drbd-guide-9_0-en/",
    examine=examine,
    signatures=(*(Signature(one, at=DRBD_AT) for one in DRBD),),
    whole=True,
    weak=True,
)
