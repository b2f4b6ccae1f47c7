"""Member of a hardware RAID whose controller keeps to DDF.

An anchor header in the last sector: signature, CRC, GUID, revision.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.members import DDF, DDF_AT, ddf
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(DDF, DDF_AT):
        return None
    found = ddf(window)
    evidence = window.evidence(DDF_AT, 64, "anchor header of DDF")
    return finding_of("ddf", found, (evidence,))


FORMAT = Format(
    id="ddf",
    title="Member of a hardware RAID (DDF)",
    kind=Kind.CONTAINER,
    reference="https://www.snia.org/tech_activities/standards/curr_standards/ddf",
    examine=examine,
    signatures=(Signature(DDF, at=DDF_AT),),
    whole=True,
    weak=True,
)
