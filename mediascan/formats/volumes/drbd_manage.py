"""Control volume of DRBD Manage: which machines hold which mirrors.

A line of text at 0: magic, UUID.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.mapped import MANAGE, drbd_manage
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(MANAGE, 0):
        return None
    found = drbd_manage(window)
    if found is None:
        return None
    return finding_of("drbd_manage", found, (window.evidence(0, 64, "line with magic and UUID"),))


FORMAT = Format(
    id="drbd_manage",
    title="Control volume of DRBD Manage",
    kind=Kind.CONTAINER,
    reference="https://linbit.com/drbd-user-guide/drbd-guide-9_0-en/",
    examine=examine,
    signatures=(Signature(MANAGE),),
    whole=True,
)
