"""Which drives are attached, and what to type next for each."""

from mediascan.model.display import show
from mediascan.sources.media.drives import Drive, drives


def attached() -> list[Drive]:
    """The drives of this machine, by name."""
    return drives()


def next_step(drive: Drive) -> str:
    """The command that reads `drive`, or what has to be done before."""
    if not drive.hindrances:
        return f"mediascan inspect {show(drive.path)} --out FOLDER"
    if drive.mounted_at or drive.held_by:
        return "not an exhibit as it is: " + "; ".join(drive.hindrances)
    return f"use a write blocker, or: blockdev --setro {show(drive.path)}"
