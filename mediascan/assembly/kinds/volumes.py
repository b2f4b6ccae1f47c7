"""Archives in several volumes: RAR, cabinets and WIM say so inside; others only by their names.

A middle volume of a 7z archive or of a plain cut has no signature: it is told by its name, and
that the bytes were not understood.
"""

import re

from mediascan.assembly.base import Basis, File, Finding, Part, ShardKind
from mediascan.assembly.facts import leading_number, metadata, number

_RAR = re.compile(rb"(.{0,250}?)\.part(\d{1,6})\.rar", re.IGNORECASE | re.DOTALL)
_OLD_RAR = re.compile(rb"(.{0,250})\.r(\d\d)", re.IGNORECASE | re.DOTALL)
_CUT = re.compile(rb"(.{0,250})\.(\d{3})", re.DOTALL)
_ZIP = re.compile(rb"(.{0,250})\.z(\d\d)", re.IGNORECASE | re.DOTALL)
_VOLUMES = "volumes, if all are as long as this one"
_UNREAD = frozenset({"unknown", "archive", "compressed", "encrypted", "constant", "disk-image"})


def of_finding(file: File, finding: Finding) -> list[Part]:
    for link in finding.get("links", ()):
        if link["role"] == "volume" and type(link["index"]) is int:
            return [_linked(file, finding, link)]
    if found := _CUT.fullmatch(file.name):
        count = max(0, leading_number(metadata(finding, _VOLUMES)))
        return [_piece(file, found[1], int(found[2]), count, Basis.CONTENT)]
    count = number(finding["facts"].get("shard_count")) or 0
    if finding["format"] == "zip" and count > 1:
        stem = file.name[:-4] if file.name.lower().endswith(b".zip") else file.name
        return [_piece(file, stem, count, count, Basis.CONTENT)]
    return []


def of_name(file: File) -> list[Part]:
    if file.content not in _UNREAD:
        return []
    for pattern in (_CUT, _ZIP):
        if found := pattern.fullmatch(file.name):
            return [_piece(file, found[1], int(found[2]), 0, Basis.NAME)]
    return []


def _linked(file: File, finding: Finding, link: Finding) -> Part:
    """A volume that says its number; what is split over two of them names the set."""
    found = _RAR.fullmatch(file.name) or _OLD_RAR.fullmatch(file.name)
    stem = found[1] if found else file.name.removesuffix(b".rar")
    where = finding["format"].encode() + b"\0"
    if finding["format"] in {"rar4", "rar5"}:
        where += file.folder + b"/" + stem
    else:
        where += link["key"].encode("utf-8", "replace")
    return Part(
        where,
        finding["format"],
        basis=Basis.CONTENT,
        series=stem,
        index=link["index"] + 1,
        count=link["count"] if type(link["count"]) is int else 0,
        first=1,
    )


def _piece(file: File, stem: bytes, number_: int, count: int, basis: Basis) -> Part:
    return Part(
        file.folder + b"/" + stem,
        "pieces",
        basis=basis,
        series=stem,
        index=number_,
        count=count,
        first=1,
    )


KIND = ShardKind(
    id="volumes",
    title="Archive in several volumes",
    unit=("volume", "volumes"),
    reference="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT",
    formats=frozenset({"rar4", "rar5", "cab", "wim", "zip", "seven_zip"}),
    of_finding=of_finding,
    suffixes=frozenset({b".###", b".z##"}),
    of_name=of_name,
)
