"""Volumes of split archives, by their names: the first has a header, the others have none.

`.7z.001`, `.zip.002` (7-Zip, HJSplit), `.z01` with the last one called `.zip` (Info-ZIP, WinZip),
`.part3.rar` and `.r07` (WinRAR), `.tar.gz.ab` and `.tar.03` (split). A name is a weak witness:
the finding says so, and a link by name lets whoever puts volumes together look for the others.
"""

import re

from mediascan.engine.special import VOLUME
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, Link

_PACKED = frozenset(
    b"7z zip rar tar tgz tbz tbz2 txz tzst gz bz2 xz zst lz4 iso img squashfs sqsh".split()
)
_RAR_PART = re.compile(rb"(.+)\.part(\d{1,5})", re.IGNORECASE | re.DOTALL)


def volume_of(name: bytes) -> tuple[bytes, int] | None:
    """What the volume called `name` belongs to, and its index from 0; None for other names."""
    stem, _, suffix = name.rpartition(b".")
    if not stem or not 2 <= len(suffix) <= 4:
        return None
    suffix = suffix.lower()
    if suffix == b"rar":
        part = _RAR_PART.fullmatch(stem)
        return (part[1] + b".rar", max(0, int(part[2]) - 1)) if part else None
    if suffix[1:].isdigit():
        return _numbered(stem, suffix)
    if len(suffix) == 2 and suffix.isalpha() and _is_packed(stem):
        return stem, (suffix[0] - 97) * 26 + suffix[1] - 97
    return None


def _numbered(stem: bytes, suffix: bytes) -> tuple[bytes, int] | None:
    number = int(suffix[1:])
    if suffix[:1] == b"z":
        return stem + b".zip", max(0, number - 1)
    if suffix[:1] == b"r":  # the first is called .rar
        return stem + b".rar", number + 1
    if suffix.isdigit() and _is_packed(stem):
        return stem, max(0, int(suffix) - 1)
    return None


def _is_packed(stem: bytes) -> bool:
    return stem.rpartition(b".")[2].lower() in _PACKED


def volume_finding(path: bytes, findings: tuple[Finding, ...]) -> Finding | None:
    """That the file is a volume, as its name tells, or for the last `.zip` its content too."""
    name = path.rpartition(b"/")[2]
    found, count = volume_of(name), 0
    if found is None and name[-4:].lower() == b".zip":
        last = next((one.facts for one in findings if "shard_count" in one.facts), None)
        if last and last["shard_count"] > 1:
            found, count = (name, last["shard_count"] - 1), last["shard_count"]
    if found is None:
        return None
    whole, index = found
    key = whole.decode("utf-8", "replace").casefold()
    facts = Facts(shard_index=index)
    if count:
        facts["shard_count"] = count
    link = Link("volume", key, index, count, from_name=not count)
    return Finding(VOLUME, Kind.CONTAINER, Confidence.NAME, facts, links=(link,))
