"""Physical volume of LVM2: its group, the logical volumes, and the other drives of the group.

A label in one of the first four sectors, and a text that describes the whole group.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.lvm2 import LABEL, PLACES, PhysicalVolume, read_lvm2
from mediascan.reading.volumes.member import SIBLINGS_MOST, Member, finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = read_lvm2(window)
    if found is None:
        return None
    evidence = [window.evidence(found.at, 64, "label of a physical volume")]
    if found.text_at >= 0:
        evidence.append(window.evidence(found.text_at, 64, "description of the group"))
    return finding_of("lvm2_pv", _member(found), tuple(evidence))


def _member(found: PhysicalVolume) -> Member:
    drives, volumes = (
        one if isinstance(one := found.text.get(name), dict) else {}
        for name in ("physical_volumes", "logical_volumes")
    )
    ids = [str(one.get("id", "")) for one in drives.values() if isinstance(one, dict)]
    member = Member(
        what="LVM2 volume group",
        uuid=str(found.text.get("id", "")),
        name=found.group,
        index=ids.index(found.id) if found.id in ids else -1,
        count=len(ids),
        siblings=ids[:SIBLINGS_MOST],
        faults=list(found.faults),
        verified=bool(found.text) and not found.faults,
        step="Linear volumes that lie wholly on this drive are read; for others, put copies of all"
        " drives together and activate the group read-only (vgchange -ay with a read-only loop).",
    )
    member.details = {
        "physical volume": found.id,
        "size": str(found.size),
        "logical volumes": ", ".join(list(volumes)[:SIBLINGS_MOST]),
        "version of the metadata": str(found.text.get("seqno", "")),
        "made on": found.host,
    }
    return member


FORMAT = Format(
    id="lvm2_pv",
    title="LVM2 physical volume",
    kind=Kind.CONTAINER,
    reference="https://github.com/libyal/libvslvm/blob/main/documentation/Logical%20Volume%20Manager%20(LVM)%20format.asciidoc",
    examine=examine,
    signatures=tuple(Signature(LABEL, at=at) for at in PLACES),
    whole=True,
)
