"""The files of an EWF image: .E01 to .E99, .EAA to .EZZ, .FAA and on; .s01 for SMART.

libewf documentation, "Expert Witness Compression Format (EWF)", section 2.1. The letters are all
of the case that the first has.
"""

import os
import re
from collections.abc import Iterator
from itertools import product, takewhile
from string import ascii_uppercase

from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, UsageError
from mediascan.sources.media.files import beside, head

SIGNATURE = b"EVF\x09\x0d\x0a\xff\x00"
_DIGITS = 99


def segments(path: str) -> list[str]:
    """The paths of the segments, from the first on, as far as they follow each other.

    Raises `UsageError` where `path` is a later one, `IncompleteError` where one is missing that
    has others behind it.
    """
    stem, suffix = os.path.splitext(path)  # noqa: PTH122 - of a str
    kind = suffix[1:2]
    if not re.fullmatch(r"\.[ESes](\d\d|[A-Za-z]{2})|\.[F-Zf-z][A-Za-z]{2}", suffix):
        return [path]
    if suffix[2:] != "01":
        first = show(f"{os.path.basename(stem)}.{_cased('E01', kind)}")  # noqa: PTH119 - of a str
        raise UsageError(f"{show(path)} is a later part of an image: name the first, as {first}.")
    paths = (f"{stem}.{_cased(one, kind)}" for one in _names(kind.upper()))
    found = list(takewhile(os.path.exists, paths))
    _whole(found, _names(kind.upper()))
    return found


def _names(first: str) -> Iterator[str]:
    for number in range(1, _DIGITS + 1):
        yield f"{first}{number:02}"
    letters = ascii_uppercase[ascii_uppercase.index(first) :]
    yield from ("".join(one) for one in product(letters, ascii_uppercase, ascii_uppercase))


def _cased(name: str, kind: str) -> str:
    return name.lower() if kind.islower() else name


def _whole(found: list[str], names: Iterator[str]) -> None:
    """Raise where a segment behind the first missing one exists."""
    folder, first = os.path.split(found[0])
    start = first[:-3]
    known = {os.path.basename(one) for one in found}  # noqa: PTH119 - of a str
    others = [
        one
        for one in beside(folder)
        if one.startswith(start) and len(one) == len(first) and one not in known
    ]
    if not others:
        return
    wanted = [_cased(one, first[-3]) for one in names][len(found) :]
    later = {f"{start}{one}" for one in wanted}.intersection(others)
    # disk.TXT beside disk.E01 has a segment's name too
    if any(head(os.path.join(folder, one), len(SIGNATURE)) == SIGNATURE for one in later):  # noqa: PTH118 - of a str
        missing = show(f"{start}{wanted[0]}")
        raise IncompleteError(
            f"The part {missing} of the image is missing, though there are later ones: put all "
            "parts into one folder."
        )
