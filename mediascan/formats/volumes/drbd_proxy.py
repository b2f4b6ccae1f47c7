"""Log of DRBD Proxy: writes on their way to a mirror.

Magic, version, UUID at 0.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.mapped import PROXY, drbd_proxy
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(PROXY, 0):
        return None
    found = drbd_proxy(window)
    if found is None:
        return None
    return finding_of(
        "drbd_proxy", found, (window.evidence(0, 64, "header: magic, version, UUID"),)
    )


FORMAT = Format(
    id="drbd_proxy",
    title="Log of a DRBD proxy",
    kind=Kind.CONTAINER,
    reference="https://linbit.com/drbd-user-guide/drbd-guide-9_0-en/",
    examine=examine,
    signatures=(Signature(PROXY),),
    whole=True,
)
