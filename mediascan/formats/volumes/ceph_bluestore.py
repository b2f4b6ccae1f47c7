"""Drive of a Ceph cluster: objects of BlueStore, of which one drive holds pieces.

A line of text, then the UUID of the OSD.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.members import BLUESTORE, bluestore
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(BLUESTORE, 0):
        return None
    found = bluestore(window)
    return finding_of(
        "ceph_bluestore", found, (window.evidence(0, 64, "label of a BlueStore device"),)
    )


FORMAT = Format(
    id="ceph_bluestore",
    title="Drive of a Ceph cluster (BlueStore)",
    kind=Kind.CONTAINER,
    reference="https://docs.ceph.com/en/latest/rados/configuration/storage-devices/",
    examine=examine,
    signatures=(Signature(BLUESTORE),),
    whole=True,
)
