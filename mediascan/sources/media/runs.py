"""Images that keep their device in runs: stored as they are, compressed, or not at all.

A container's reader says where the run that holds a byte is; this reads it. Damage is an `OSError`
for the bytes of its own run: a chunk whose checksum fails is never given as zeros.
"""

import errno
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mediascan.model.errors import InputFault, LimitExceeded
from mediascan.model.finding import Fault
from mediascan.model.limits import MIB
from mediascan.sources.media.decoders import DECODERS
from mediascan.sources.media.files import ImageFiles

RUN_BYTES = 64 * MIB  # of a compressed run: EWF has up to 16 MiB (32,768 sectors of 512 bytes)
_SLACK = 64 * 1024  # bytes that a compressed run may have beyond twice its content
_KEPT = 2  # decoded runs kept: reading goes on where it stopped, and one run beside it
_LARGEST = 1 << 50  # bytes of a device: the largest drive sold has 245.76 TB (2025)
NOWHERE = -1  # number of the file of a run that is not stored: it reads as zeros


class Run(NamedTuple):
    """Bytes of the device that are stored in one piece."""

    start: int  # in bytes of the device
    length: int  # in bytes of the device
    file: int = NOWHERE
    offset: int = 0  # in the file
    stored: int = 0  # bytes in the file; of no account where nothing is encoded
    method: str = ""  # a name in `DECODERS`; "" for bytes as they are
    skip: int = 0  # bytes of the decoded content before `start`


@dataclass(frozen=True, slots=True)
class Shape:
    """What a container says of its device."""

    kind: str
    size: int  # bytes
    sector: int = 512
    facts: dict[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


Locate = Callable[[int], Run]


def open_runs(
    paths: Sequence[str], understand: Callable[[ImageFiles], tuple[Shape, Locate]]
) -> "RunImage":
    """The image in `paths`, by what `understand` reads in it; closed again where that fails."""
    files = ImageFiles(paths)
    try:
        return RunImage(files, *understand(files))
    except BaseException:
        files.close()
        raise


class RunImage:
    """A medium over the files of a container. `locate` gets a place below `shape.size`.

    It may raise `InputFault` or `OSError`; both are an `OSError` for the reader.
    """

    def __init__(self, files: ImageFiles, shape: Shape, locate: Locate) -> None:
        if not 0 <= shape.size <= _LARGEST:
            raise LimitExceeded(f"it claims a disk of {shape.size} bytes")
        self._files = files
        self._shape = shape
        self._locate = locate
        self.size = shape.size
        self.sector = shape.sector
        self._content_of: dict[tuple[int, int], bytes | None] = {}  # None: damaged

    def read_into(self, buffer: memoryview, offset: int) -> int:
        buffer = buffer[: max(0, self.size - offset)]
        done = 0
        while done < len(buffer):
            try:
                done += self._piece(buffer[done:], offset + done)
            except (OSError, InputFault) as bad:
                if done:
                    break  # what is good is given first; the next call raises
                if isinstance(bad, OSError):
                    raise
                raise OSError(errno.EIO, str(bad)) from bad
        return done

    def facts(self) -> dict[str, Any]:
        return {
            "kind": self._shape.kind,
            **self._files.facts(),
            "sizeBytes": str(self.size),
            "sectorBytes": self.sector,
            **self._shape.facts,
        }

    def faults(self) -> tuple[Fault, ...]:
        return (*self._shape.faults, *self._files.changed())

    def gone(self) -> str:
        return self._files.gone()

    def close(self) -> None:
        self._files.close()

    def _piece(self, buffer: memoryview, offset: int) -> int:
        run = self._locate(offset)
        within = offset - run.start
        count = min(run.length - within, len(buffer))
        if within < 0 or count <= 0:
            raise OSError(errno.EIO, "the image does not say where these bytes are")
        piece = buffer[:count]
        if run.file == NOWHERE:
            piece[:] = bytes(count)
        elif run.method:
            start = run.skip + within
            piece[:] = self._content(run)[start : start + count]
        else:
            count = self._files.read_into(run.file, piece, run.offset + within)
            if not count:
                raise OSError(errno.EIO, "the image ends before these bytes")
        return count

    def _content(self, run: Run) -> bytes:
        key = (run.file, run.offset)
        if key not in self._content_of:
            while len(self._content_of) >= _KEPT:
                del self._content_of[next(iter(self._content_of))]
            self._content_of[key] = self._decode(run)
        content = self._content_of[key]
        if content is None or len(content) < run.skip + run.length:
            raise OSError(errno.EIO, "a compressed part of the image is damaged")
        return content

    def _decode(self, run: Run) -> bytes | None:
        whole = run.skip + run.length
        if whole > RUN_BYTES or not 0 < run.stored <= 2 * whole + _SLACK:
            return None
        data = self._files.read_fully(run.file, run.stored, run.offset)
        try:
            return DECODERS[run.method](data, whole)
        except InputFault:
            return None
