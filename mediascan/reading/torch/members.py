"""Members of ZIP archives that torch's tools write, by their name below the archive's folder."""

from dataclasses import dataclass, field
from itertools import islice

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.finding import Fault, fault_of
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import (
    Directory,
    Member,
    members,
    read_directory,
    unpacked_data,
)
from mediascan.reading.zips.layout import Layout, fills, placing_faults
from mediascan.reading.zips.mentions import mentions

_MOST = 300_000  # members looked at


@dataclass(slots=True)
class Archive:
    """The members by name; `folder` is what all of them begin with, and was taken away."""

    window: Window
    directory: Directory
    folder: str = ""
    records: dict[str, Member] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str, most: int = 0) -> bytes:
        """The member `name`, or its first `most` bytes; empty where it is not there.

        What went wrong is kept in `faults`.
        """
        member = self.records.get(name)
        if member is None:
            return b""
        try:
            inside = unpacked_data(self.window, member)
            return inside.upto(0, min(most, inside.size) if most else inside.size)
        except InputFault as bad:
            self.faults.append(fault_of(bad, f"{name:.80}: "))
            return b""

    @property
    def size(self) -> int:
        """Bytes of all members unpacked."""
        return sum(one.size for one in self.records.values())

    def close(self) -> bool:
        """Add what is wrong with the archive to `faults`; whether it fills the file."""
        self.faults += placing_faults(self.window, self.directory, self.layout)
        return fills(self.window, self.directory, self.layout)


def archive_of(window: Window, *marks: bytes) -> Archive | None:
    """The archive in `window`; None where its directory is missing, damaged or names no mark."""
    try:
        directory = read_directory(window)
        if directory is None or not mentions(window, directory, marks):
            return None
        found, every = Archive(window, directory), list[Member]()
        for member in islice(members(window, directory), _MOST):
            found.layout.add(member)
            every.append(member)
    except Malformed:
        return None
    first = every[0].name if every else ""
    folder = first.partition("/")[0] + "/" if "/" in first else ""
    if folder and all(one.name.startswith(folder) for one in every):
        found.folder = folder
    for member in every:
        found.records.setdefault(member.name.removeprefix(found.folder), member)
    return found
