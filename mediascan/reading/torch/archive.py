"""The records of a torch ZIP: which members belong to the checkpoint, by their name in its folder.

Names: caffe2/serialize/inline_container.cc. The folder is the stem of the file's name at the time
of writing, or "archive" when it was written to memory.
"""

from dataclasses import dataclass, field
from itertools import islice

from mediascan.reading.window import Window
from mediascan.reading.zips.directory import Directory, Member, members
from mediascan.reading.zips.layout import Layout

_MARKS = frozenset({"version", "byteorder", "constants.pkl", "data/0", ".data/serialization_id"})
_MOST = 300_000  # records looked at; a checkpoint has one for each tensor


@dataclass(slots=True)
class TorchArchive:
    """The records of one checkpoint by their name below its folder."""

    folder: str  # with the slash behind it
    records: dict[str, Member] = field(default_factory=dict)
    locked: int = 0  # records marked encrypted
    twice: int = 0  # records whose name is taken
    layout: Layout = field(default_factory=Layout)
    foreign: list[str] = field(default_factory=list)  # members outside the folder


def torch_archive(window: Window, directory: Directory) -> TorchArchive | None:
    """The records, if there is a `data.pkl` with another mark of torch beside it."""
    every = islice(members(window, directory), _MOST)
    root = next((one.name for one in every if is_root(one.name)), None)
    if root is None:
        return None
    archive = TorchArchive(root.removesuffix("data.pkl"))
    for member in islice(members(window, directory), _MOST):
        archive.layout.add(member)
        archive.locked += member.encrypted
        name = member.name.removeprefix(archive.folder)
        if name == member.name:
            archive.foreign.append(name)
        elif name in archive.records:
            archive.twice += 1
        else:
            archive.records[name] = member
    return archive if _MARKS & archive.records.keys() else None


def is_root(name: str) -> bool:
    """Whether this is the pickle that torch.load starts with."""
    return name.count("/") == 1 and name.endswith("/data.pkl")


def has_program(archive: TorchArchive) -> bool:
    """Whether TorchScript wrote it: program text, or byte code for phones, beside the objects."""
    return "bytecode.pkl" in archive.records or any(
        name.startswith("code/") for name in archive.records
    )
