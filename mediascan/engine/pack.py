"""Packs entries into batches: the unit of work, of transaction and of retry."""

from mediascan.engine.inspect import BATCH_BYTES
from mediascan.model.source import Batch, Group

BATCH_ENTRIES = 256  # one task a file is five times slower (docs/performance.md)
BATCH_NAMES = 32_768  # bytes of names, so that two batches fit a pipe and nobody waits for ever
GROUP_BYTES = 64  # what a group takes in the pipe besides its names: measured 52 to 60


class Packer:
    """Takes entries in the order in which they are to be read, and gives batches."""

    def __init__(self) -> None:
        self._groups: list[Group] = []
        self._folder = b""
        self._names: list[bytes] = []
        self._kinds = bytearray()
        self._faults: dict[int, str] = {}  # by position in the group
        self._entries = 0
        self._names_bytes = 0
        self._content = 0  # bytes of content, as far as sizes are known

    def add(
        self, folder: bytes, name: bytes, kind: int, *, fault: str = "", size: int = 0
    ) -> tuple[Batch, ...]:
        """The batches that are full now. `size` 0: not known; the worker sees to it then."""
        if size > BATCH_BYTES:
            return (*self.flush(), Batch((Group(folder, (name,), bytes([kind])),), alone=True))
        full = self.flush() if self._content + size > BATCH_BYTES else ()
        if folder != self._folder or not self._names:
            self._close()
            self._folder = folder
            self._names_bytes += GROUP_BYTES + len(folder)
        if fault:
            self._faults[len(self._names)] = fault
            self._names_bytes += len(fault)
        self._names.append(name)
        self._kinds.append(kind)
        self._entries += 1
        self._names_bytes += len(name)
        self._content += size
        if self._entries >= BATCH_ENTRIES or self._names_bytes >= BATCH_NAMES:
            return (*full, *self.flush())
        return full

    def flush(self) -> tuple[Batch, ...]:
        """What is left, as a batch; nothing when nothing is left."""
        self._close()
        groups, self._groups = tuple(self._groups), []
        self._entries = self._names_bytes = self._content = 0
        return (Batch(groups),) if groups else ()

    def _close(self) -> None:
        if not self._names:
            return
        faults: tuple[str, ...] = ()
        if self._faults:
            faults = tuple(self._faults.get(at, "") for at in range(len(self._names)))
        self._groups.append(Group(self._folder, tuple(self._names), bytes(self._kinds), faults))
        self._names.clear()
        self._kinds.clear()
        self._faults.clear()
