"""What the compressed single files share: one member, named after its container."""

from mediascan.model.finding import Fault, FaultKind
from mediascan.reading.unpacking.base import Held

_SUFFIXES = {  # of the container -> of what is inside
    **dict.fromkeys((b".gz", b".z", b".bz2", b".xz", b".lzma", b".lz"), b""),
    **dict.fromkeys((b".zst", b".zstd", b".lz4"), b""),
    **dict.fromkeys((b".tgz", b".tbz", b".tbz2", b".txz", b".tzst", b".tlz4", b".tlz"), b".tar"),
}


def inner_name(name: bytes) -> bytes:
    """The name of what is in the compressed file `name`; `name` itself where no suffix tells."""
    stem, dot, suffix = name.rpartition(b".")
    inner = _SUFFIXES.get((dot + suffix).lower())
    return name if inner is None or not stem else stem + inner


def note_behind(held: Held, notes: list[str]) -> None:
    """A fault for what stands behind the last stream."""
    held.faults += [Fault(FaultKind.MALFORMED, text) for text in notes]
