"""WebDataset: a tar in which members that follow one another and share a key make one sample.

The key is the path up to the first dot of the last name; the rest names the part: `000123.jpg`,
`000123.txt`, `000123.json` (webdataset/tariterators.py, `base_plus_ext` and `group_by_keys`).
"""

from dataclasses import dataclass, field
from itertools import islice

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.nature.say import say_nature
from mediascan.reading.tars.headers import Member, Walk, is_tar, members
from mediascan.reading.tars.samples import sample_parts
from mediascan.reading.tars.tally import header_evidence, tally
from mediascan.reading.window import Window

_FIRST = 64  # members that must show the pattern
_SHARE = 0.6  # share of files that stand in groups of one and the same shape
_SHAPES = 1024  # different shapes counted
_PARTS = 64  # parts of one sample
_NAME = 64  # characters of a suffix
# What the library decodes by itself (webdataset/autodecode.py), and what img2dataset writes. A
# source tree has pairs too (`a.c`, `a.h`), but of none of these.
_DECODED = (
    "txt text transcript cls cls2 index inx id json jsn pth pt pyd pickle pkl ten tb mp msg npy "
    "npz cbor jpg jpeg png ppm pgm pbm pnm webp tiff gif mp3 wav flac ogg opus m4a sox mp4 avi mov "
    "mkv webm ogv mjpeg caption parquet safetensors jsonl"
)
_KNOWN = frozenset(_DECODED.split())
_ALIASES = {"jpeg": "jpg", "text": "txt", "transcript": "txt", "opus": "flac", "ogg": "flac"}


@dataclass(slots=True)
class _Groups:
    """The groups that follow one another."""

    files: int = 0
    samples: int = 0
    key: str = ""  # of the group that is still open
    parts: set[str] = field(default_factory=set)
    shapes: dict[frozenset[str], int] = field(default_factory=dict)

    def add(self, member: Member) -> None:
        if not member.is_file or member.name.startswith("__"):  # `__meta__` is no sample
            return
        self.files += 1
        start = member.name.rfind("/") + 1
        dot = member.name.find(".", start)
        if dot <= start:
            return
        if member.name[:dot] != self.key:
            self.close()
            self.key = member.name[:dot]
        if len(self.parts) < _PARTS:
            self.parts.add(member.name[dot + 1 :].lower()[:_NAME])

    def close(self) -> None:
        """The current group is complete."""
        if not self.parts:
            return
        shape = frozenset(self.parts)
        self.samples += 1
        if shape in self.shapes or len(self.shapes) < _SHAPES:
            self.shapes[shape] = self.shapes.get(shape, 0) + 1
        self.parts = set()

    def shape(self) -> frozenset[str]:
        """The parts that samples have here; empty where there is no such pattern."""
        groups = [(count * len(shape), shape) for shape, count in self.shapes.items() if count > 1]
        files, shape = max(groups, key=lambda one: one[0], default=(0, frozenset[str]()))
        known = any(part.rsplit(".", 1)[-1] in _KNOWN for part in shape)
        return shape if known and len(shape) > 1 and files >= self.files * _SHARE else frozenset()


def _starts_so(window: Window) -> bool:
    """Whether the first members show the pattern, so that it is worth a walk over all."""
    first = _Groups()
    try:
        for member in islice(members(window, Walk()), _FIRST):
            first.add(member)
    except InputFault:
        pass  # the walk over all members says what is wrong
    first.close()
    return bool(first.shape())


def examine(window: Window) -> Finding | None:
    if not is_tar(window):
        return None
    if not _starts_so(window):
        return None
    evidence = header_evidence(window)
    groups = _Groups()
    found = tally(window, groups.add)
    groups.close()
    shape = groups.shape()
    if not shape:
        return None
    facts = found.facts()
    facts["sample_count"] = groups.samples
    facts["columns"] = sorted(shape)[:LIST_LENGTH]
    plain = [_ALIASES.get(part, part) for part in sorted(shape)]
    say_nature(facts, sample_parts(window), columns=plain, total=groups.samples)
    facts.setdefault("training_shape", "paired samples")
    return Finding(
        "webdataset",
        Kind.DATASET,
        Confidence.PARSED if found.faults else Confidence.CONSISTENT,
        facts,
        evidence,
        tuple(found.faults),
    )


FORMAT = Format(
    id="webdataset",
    title="WebDataset shard",
    kind=Kind.DATASET,
    reference="https://github.com/webdataset/webdataset",
    examine=examine,
    suffixes=(".tar",),
    refines="tar",
    weak=True,  # a fault is told by the general format already
    limits=Limits(total=1024 * MIB, reads=1_000_000, seconds=30.0),  # a read a member
)
