"""Physical volume of the first LVM, which Linux left in 2003.

Two letters and a version at 0, UUID at 44, name of the group at 172.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.mapped import LVM1, lvm1_pv
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(LVM1, 0):
        return None
    found = lvm1_pv(window)
    if found is None:
        return None
    return finding_of(
        "lvm1_pv", found, (window.evidence(0, 64, "header of LVM1: version, places, UUID"),)
    )


FORMAT = Format(
    id="lvm1_pv",
    title="LVM1 physical volume",
    kind=Kind.CONTAINER,
    reference="https://sourceware.org/lvm2/",
    examine=examine,
    signatures=(Signature(LVM1),),
    whole=True,
    weak=True,
)
