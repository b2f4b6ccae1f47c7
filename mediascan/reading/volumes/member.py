"""A device that is one part of something larger: what it says of itself and of its siblings."""

from dataclasses import dataclass, field

from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Finding, Kind, Link

SIBLINGS_MOST = 64  # told of one array
NOT_A_MEMBER = -1


@dataclass(slots=True)
class Member:
    """One member. `index` counts from 0; -1 for a spare or where nobody says."""

    what: str  # "Linux RAID", "ZFS pool"
    uuid: str = ""  # of the array or group
    name: str = ""
    index: int = NOT_A_MEMBER
    count: int = 0  # members in all; 0 where not known
    needed: int = 0  # members without which nothing can be read; 0 where not known
    level: str = ""
    siblings: list[str] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    verified: bool = False  # a checksum was computed and is right
    alone: bool = False  # no member: a layer over one device, or beside it
    step: str = ""  # how the whole is read, in words


def finding_of(format_id: str, found: Member, evidence: tuple[Evidence, ...]) -> Finding:
    """`found` as a finding, with a link that joins it to its siblings."""
    facts = Facts(next_step=next_step(found))
    if found.uuid:
        facts["uuid"] = found.uuid
    if found.name:
        facts["label"] = found.name
    if found.count:
        facts["member_count"] = found.count
        facts["shard_count"] = found.count
    if found.index >= 0:
        facts["shard_index"] = found.index
    if found.level:
        facts["raid_level"] = found.level
    if found.siblings:
        facts["members"] = found.siblings[:SIBLINGS_MOST]
    if found.needed:
        facts["missing_members"] = max(0, found.needed - 1)
    if found.dates:
        facts["dates"] = found.dates
    facts["metadata"] = {key: value for key, value in found.details.items() if value}
    link = Link("array-member", found.uuid, max(0, found.index), found.count, from_name=False)
    faults = tuple(Fault(FaultKind.MALFORMED, text) for text in found.faults)
    links = (link,) if found.uuid and not found.alone else ()
    sure = Confidence.CONSISTENT if found.verified and not faults else Confidence.PARSED
    return Finding(format_id, Kind.CONTAINER, sure, facts, evidence, faults, links)


def next_step(found: Member) -> str:
    """What to do about it, as a sentence or two."""
    if found.alone:
        return f"{found.what[:1].upper()}{found.what[1:]}. {found.step}".strip()
    place = f"member {found.index + 1}" if found.index >= 0 else "a part"
    of = f" of {found.count}" if found.count and found.index >= 0 else ""
    which = f"{found.what}, UUID {found.uuid}" if found.uuid else found.what
    if found.count == 1:
        return f"This is the only device of its array ({which}). {found.step}".strip()
    needed = f" {found.needed} members are needed to read it." if found.needed > 1 else ""
    return (
        f"This is {place}{of} of an array ({which}): by itself it shows little."
        f" Look for the other drives and keep them together.{needed} {found.step}"
    ).strip()
