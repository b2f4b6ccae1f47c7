"""Whether the members of a ZIP fill the file, as far as the directory alone can tell.

A local header may hold more than the directory knows: an extra field of its own and a descriptor
behind the data. So a gap between members is no finding until it is larger than both can be.
"""

from dataclasses import dataclass

from mediascan.model.finding import Fault, FaultKind
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import LOCAL, Directory, Member

_SLACK = 65_535 + 24  # the longest extra field, and the longest data descriptor


@dataclass(slots=True)
class Layout:
    """Where the members lie; each is added in the order of the directory."""

    first: int = -1  # offset of the first member
    last: int = -1  # offset of the one added last
    end: int = 0  # least offset at which the members so far can end
    ordered: bool = True  # members lie in the order of the directory
    overlaps: bool = False  # told only while they are in order
    gaps: int = 0  # bytes between members that no header can explain

    def add(self, member: Member) -> None:
        if self.first < 0:
            self.first = self.end = member.offset
        elif member.offset < self.last:
            self.ordered = False
        elif member.offset < self.end:
            self.overlaps = self.overlaps or self.ordered
            self.ordered = False
        elif member.offset - self.end > _SLACK:
            self.gaps += member.offset - self.end
        self.last = member.offset
        self.end = max(self.end, member.offset + 30 + member.name_size + member.packed)


def lead_of(directory: Directory, layout: Layout) -> int:
    """Bytes before the first member, whether or not the archive's offsets count them."""
    return max(directory.lead, layout.first)


def placing_faults(window: Window, directory: Directory, layout: Layout) -> list[Fault]:
    """What is wrong between the members and behind the end record."""
    texts = []
    if layout.overlaps:
        texts.append("members overlap one another")
    if layout.gaps:
        texts.append(f"{layout.gaps} bytes belong to no member")
    if directory.end < window.size:
        texts.append(f"{window.size - directory.end} bytes behind the end record")
    return [Fault(FaultKind.MALFORMED, text) for text in texts]


def fills(window: Window, directory: Directory, layout: Layout) -> bool:
    """Whether members, directory and end record account for the file from its first byte on."""
    if not directory.joined or directory.end != window.size or directory.disk:
        return False
    if not directory.count:
        return directory.offset == 0
    behind = directory.offset - layout.end
    tight = layout.ordered and not layout.gaps and 0 <= behind <= _SLACK
    return tight and layout.first == 0 and window.has(LOCAL, 0)
