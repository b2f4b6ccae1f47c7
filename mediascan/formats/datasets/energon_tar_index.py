"""`.tar.idx` of Megatron-Energon: u64 where each sample begins in a tar, and where the last ends.

There is no magic: a table of whole blocks of 512 bytes that rise from 0 is all that the file is.
"""

from itertools import pairwise

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import Window

_BLOCK = 512  # bytes of a tar
_FEWEST = 4  # places: three samples
_CHECKED = 4096  # at the start, and as many at the end
_LONGEST = 1 << 40  # bytes of a sample


def look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether the first sample can be one."""
    if size % 8 or size < 8 * _FEWEST or any(head[:8]):
        return False
    end = int.from_bytes(head[8:16], "little")
    return not end % _BLOCK and 0 < end < _LONGEST


def examine(window: Window) -> Finding | None:
    if not look(window.upto(0, 16), b"", window.size):
        return None
    length = 8 * min(window.size // 8, _CHECKED)
    head = _places(window.read(0, length))
    tail = _places(window.read(window.size - length, length))
    if not _rise(head) or not _rise(tail) or tail[-1] < head[-1]:
        return None
    samples, end = window.size // 8 - 1, tail[-1]
    if end < samples * _BLOCK:
        return None
    facts = Facts(framework="Megatron-Energon", sample_count=samples)
    facts["metadata"] = {"bytes of the tar": f"{end}, and its end"}
    evidence = (window.evidence(0, 64, "places of the first samples: blocks that rise from 0"),)
    return Finding("energon_tar_index", Kind.DATASET, Confidence.MAGIC, facts, evidence)


def _places(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 8], "little") for at in range(0, len(data), 8)]


def _rise(places: list[int]) -> bool:
    """Whether each sample is some whole blocks."""
    steps = [after - before for before, after in pairwise(places)]
    return all(0 < step < _LONGEST and not step % _BLOCK for step in steps)


FORMAT = Format(
    id="energon_tar_index",
    title="Megatron-Energon index of a tar",
    kind=Kind.DATASET,
    reference="https://github.com/NVIDIA/Megatron-Energon/blob/develop/src/megatron/energon/flavors/webdataset/itar.py",
    examine=examine,
    signatures=(Signature(bytes(9)),),  # the first place, and the lowest byte of a whole block
    suffixes=(".idx",),
    weak=True,
    look=look,
)
