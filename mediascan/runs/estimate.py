"""How many bytes there will be: asked of the file system, or counted beside the run."""

from threading import Event, Thread

from mediascan.model.errors import IncompleteError
from mediascan.model.source import EntryKind, SourceSpec, join
from mediascan.sources.registry import open_tree


class Total:
    """The bytes of a source; None until they are known.

    A whole file system knows how much of it is in use. A folder is counted in a thread of its own;
    the count holds one list of folders in memory and gives up where that grows too long.
    """

    _MOST_FOLDERS = 1_000_000

    def __init__(self, spec: SourceSpec) -> None:
        self._spec = spec
        self._stop = Event()
        self._bytes: int | None = None
        self._thread = Thread(target=self._count, name="count", daemon=True)

    def start(self, known: int | None) -> None:
        """Use `known` where the source knows itself, count where it does not."""
        self._bytes = known
        if known is None:
            self._thread.start()

    @property
    def bytes(self) -> int | None:
        return self._bytes

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _count(self) -> None:
        try:
            tree = open_tree(self._spec)
        except IncompleteError:
            return  # it vanished: the run itself reports it
        total = 0
        folders = [b""]
        while folders and not self._stop.is_set() and len(folders) < self._MOST_FOLDERS:
            folder = folders.pop()
            try:
                for entry in tree.entries(folder):
                    if entry.kind is EntryKind.FOLDER:
                        folders.append(join(folder, entry.name))
                    elif entry.kind is EntryKind.FILE:
                        total += tree.describe(folder, entry.name).size
            except OSError:
                continue  # the run itself reports it
        tree.close()
        if not folders:
            self._bytes = total
