"""Member of an Intel Matrix RAID (RST, VROC), with the serial numbers of its siblings.

A superblock in the second last sector.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.members import IMSM, IMSM_AT, imsm
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(IMSM, IMSM_AT):
        return None
    found = imsm(window)
    return finding_of(
        "imsm",
        found,
        (window.evidence(IMSM_AT, 64, "Intel superblock: signature, version, checksum"),),
    )


FORMAT = Format(
    id="imsm",
    title="Member of an Intel Matrix RAID",
    kind=Kind.CONTAINER,
    reference="https://git.kernel.org/pub/scm/utils/mdadm/mdadm.git/tree/super-intel.c",
    examine=examine,
    signatures=(Signature(IMSM, at=IMSM_AT),),
    whole=True,
)
