"""The files of an EWF image: .E01 to .E99, .EAA to .EZZ, .FAA and on; .s01 for SMART.

libewf documentation, "Expert Witness Compression Format (EWF)", section 2.1. The letters are all
of the case that the first has.
"""

import os
import re
from itertools import product, takewhile
from string import ascii_uppercase

from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, UsageError
from mediascan.sources.media.files import beside

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
    names = [f"{stem}.{_cased(one, kind)}" for one in _names(kind.upper())]
    found = list(takewhile(os.path.exists, names))
    _whole(stem, names, len(found))
    return found


def _names(first: str) -> list[str]:
    letters = ascii_uppercase[ascii_uppercase.index(first) :]
    pairs = ("".join(one) for one in product(letters, ascii_uppercase, ascii_uppercase))
    return [f"{first}{number:02}" for number in range(1, _DIGITS + 1)] + list(pairs)


def _cased(name: str, kind: str) -> str:
    return name.lower() if kind.islower() else name


def _whole(stem: str, names: list[str], found: int) -> None:
    """Raise where a segment behind the first missing one exists."""
    folder = os.path.dirname(stem)  # noqa: PTH120 - of a str
    later = {os.path.basename(one) for one in names[found + 1 :]}  # noqa: PTH119 - of a str
    for entry in beside(folder):
        if entry in later:
            missing = show(names[found])
            raise IncompleteError(
                f"The part {missing} of the image is missing, though there are later ones: "
                "put all parts into one folder."
            )
