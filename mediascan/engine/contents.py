"""What the members of one container came to: goes into the container's row."""

from dataclasses import dataclass, field
from typing import Any

from mediascan.model.finding import Fault, Finding, fault_as_data


@dataclass(slots=True)
class Contents:
    """Counts over the members, and over those of containers among them.

    `faults` are why not all of them were inspected; the container itself was read all the same.
    """

    members: int = 0
    bytes: int = 0  # of members, as far as they were read; of those in members as well
    unread: int = 0  # members without digests
    others: int = 0  # folders, links and devices
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)  # about the container itself
    whole: bool = True  # and those inside were too

    def take(self, inner: "Contents") -> None:
        """Add what is in one of the members."""
        self.members += inner.members
        self.bytes += inner.bytes
        self.unread += inner.unread
        self.others += inner.others
        self.whole = self.whole and inner.whole and not inner.faults

    def as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "count": self.members,
            "bytes": str(self.bytes),
            "unread": self.unread,
            "others": self.others,
            "complete": self.whole and not self.unread and not self.faults,
        }
        if self.faults:
            data["faults"] = [fault_as_data(one) for one in self.faults]
        return data
