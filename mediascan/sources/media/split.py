"""Split raw images: the bytes of a device in numbered pieces (.000 or .001 on, .aa on).

As FTK Imager, dc3dd, ewfexport and split(1) name them. The pieces all have the size of the first,
but the last may have less. A missing one is a fault, and its bytes cannot be read; so is one of
another size, which shifts all bytes behind it.
"""

import os
import re
from bisect import bisect_right
from string import ascii_lowercase

from mediascan.model.display import show
from mediascan.model.errors import LimitExceeded, Malformed, UsageError
from mediascan.model.finding import Fault, FaultKind
from mediascan.sources.media.base import Medium
from mediascan.sources.media.disk_signs import sign_of_disk
from mediascan.sources.media.files import ImageFiles, beside, head
from mediascan.sources.media.runs import Locate, Run, Shape, open_runs

_PIECES = 65_536  # of one image: 80 TB in pieces of 1.2 GB
_LETTERS = re.compile(r"[a-z]{2,4}")
_HEAD = 128 * 1024
_NAMED = 8  # faults told of each kind
_FIRST = {"000", "001", "0000", "0001", "aa", "aaa", "aaaa"}


def _pieces(path: str) -> list[tuple[int, str]]:
    """Number, from 0, and path of each piece that is there, in order; one for no split image."""
    stem, dot, suffix = path.rpartition(".")
    if not dot or suffix not in _FIRST:
        return [(0, path)]
    shape = re.compile(r"\d+" if suffix.isdigit() else rf"[a-z]{{{len(suffix)}}}", re.ASCII)
    start = os.path.basename(stem) + "."  # noqa: PTH119 - of a str
    found = []
    for name in beside(os.path.dirname(path)):  # noqa: PTH120 - of a str
        end = name[len(start) :]
        if name.startswith(start) and len(end) >= len(suffix) and shape.fullmatch(end):
            number = _number(end) - _number(suffix)
            if number >= 0 and (len(end) == len(suffix) or end[0] != "0"):
                found.append((number, f"{stem}.{end}"))
        if len(found) > _PIECES:
            raise LimitExceeded(f"more than {_PIECES} pieces")
    return sorted(found) or [(0, path)]


def _number(end: str) -> int:
    if end.isdigit():
        return int(end) if len(end) < 10 else _PIECES
    value = 0
    for letter in end:
        value = value * 26 + ascii_lowercase.index(letter)
    return value


def _layout(
    numbers: list[int], files: ImageFiles
) -> tuple[list[tuple[int, int, int]], list[Fault]]:
    """Start, length and number (-1: missing) of each piece; and what is wrong with them."""
    usual = files.sizes[0]
    parts: list[tuple[int, int, int]] = []
    faults: list[Fault] = []
    at, wanted = 0, 0
    for number, (place, size) in enumerate(zip(numbers, files.sizes, strict=True)):
        if place > wanted:
            lost = (place - wanted) * usual
            parts.append((at, lost, -1))
            at += lost
            faults.append(_gap(place - wanted, files.paths[number]))
        parts.append((at, size, number))
        at += size
        wanted = place + 1
        if number and (sign := sign_of_disk(head(files.paths[number], _HEAD))):
            message = f"the piece {show(files.paths[number])} begins like a disk itself ({sign})"
            faults.append(Fault(FaultKind.MALFORMED, message))
        if size != usual and (number + 1 < len(numbers) or size > usual):
            message = f"the piece {show(files.paths[number])} has {size} bytes, the first {usual}"
            faults.append(Fault(FaultKind.MALFORMED, message))
    return parts, faults


def _gap(count: int, path: str) -> Fault:
    message = f"{count} pieces before {show(path)} are missing; as many bytes as the first has each"
    return Fault(FaultKind.UNREADABLE, message)


def _understand(numbers: list[int], files: ImageFiles) -> tuple[Shape, Locate]:
    parts, faults = _layout(numbers, files)
    starts = [start for start, _, _ in parts]

    def locate(at: int) -> Run:
        start, length, number = parts[bisect_right(starts, at) - 1]
        if number < 0:
            raise Malformed("this piece of the image is missing")
        return Run(start, length, number, 0)

    if faults[_NAMED:]:
        message = f"{len(faults) - _NAMED} further pieces are missing or of another size"
        faults[_NAMED:] = [Fault(FaultKind.MALFORMED, message)]
    size = parts[-1][0] + parts[-1][1]
    return Shape("split", size, faults=tuple(faults)), locate


def is_split(path: str) -> bool:
    """Whether `path` is the first piece of several, or a later one."""
    return bool(_first_of(path)) or len(_pieces(path)) > 1


def open_split(path: str) -> Medium:
    """The image of which `path` is the first piece. Raises `UsageError` for a later one."""
    if first := _first_of(path):
        raise UsageError(f"{show(path)} is a later piece of an image: name the first, {first}.")
    pieces = _pieces(path)
    numbers = [number for number, _ in pieces]
    return open_runs([one for _, one in pieces], lambda files: _understand(numbers, files))


def _first_of(path: str) -> str:
    """The name of the first piece, made safe, where `path` is a later one; else ""."""
    stem, dot, suffix = path.rpartition(".")
    digits, letters = suffix.isdigit() and suffix.isascii(), _LETTERS.fullmatch(suffix)
    if not dot or not (digits or letters) or len(suffix) < 2:
        return ""
    firsts = [f"{0:0{len(suffix)}}", f"{1:0{len(suffix)}}"] if digits else ["a" * len(suffix)]
    before = [one for one in firsts if one < suffix and os.path.isfile(f"{stem}.{one}")]  # noqa: PTH113 - of a str
    return show(os.path.basename(f"{stem}.{before[0]}")) if before else ""  # noqa: PTH119 - of a str
