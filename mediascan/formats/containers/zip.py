"""ZIP archive: members, central directory, end record. Also jar, apk, docx, whl and their like.

Names stand in clear even where the members are encrypted, so they are always told.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import (
    END,
    LOCAL,
    METHOD_NAMES,
    Directory,
    Member,
    directory_behind,
    extra_field,
    members,
    read_directory,
)
from mediascan.reading.zips.layout import Layout, fills, lead_of, placing_faults
from mediascan.reading.zips.locals import walk_locals

_SPANNED = b"PK\x07\x08" + LOCAL  # first volume of a split archive (APPNOTE 8.5.4)
_AES = {1: "AES-128", 2: "AES-192", 3: "AES-256"}  # strength in extra field 0x9901 (WinZip AE-2)


@dataclass(slots=True)
class _Tally:
    """What all members come to."""

    count: int = 0
    names: list[str] = field(default_factory=list)
    suffixes: dict[str, int] = field(default_factory=dict)
    methods: dict[str, int] = field(default_factory=dict)
    ciphers: dict[str, int] = field(default_factory=dict)
    packed: int = 0
    size: int = 0
    layout: Layout = field(default_factory=Layout)

    def add(self, member: Member) -> None:
        self.count += 1
        if len(self.names) < LIST_LENGTH:
            self.names.append(member.name)
        suffix = _suffix(member.name)
        if suffix in self.suffixes or len(self.suffixes) < 4096:
            self.suffixes[suffix] = self.suffixes.get(suffix, 0) + 1
        method = METHOD_NAMES.get(member.method, f"method {member.method}")
        self.methods[method] = self.methods.get(method, 0) + 1
        if member.encrypted:
            cipher = _cipher(member)
            self.ciphers[cipher] = self.ciphers.get(cipher, 0) + 1
        self.packed += member.packed
        self.size += member.size
        self.layout.add(member)


def examine(window: Window) -> Finding | None:
    if window.has(_SPANNED, 0):
        return _first_volume(window)
    try:
        directory = read_directory(window)
    except Malformed as bad:
        return _cut(window, Fault(FaultKind.MALFORMED, str(bad)))
    if directory is None:
        directory = _followed(window)
    if directory is None:
        return _cut(window)
    tally, faults = _Tally(), []
    try:
        for member in members(window, directory):
            tally.add(member)
    except InputFault as bad:
        faults.append(fault_of(bad))
    facts = _facts(tally)
    facts["member_count"] = directory.count
    faults += _place(directory, tally, facts)
    faults += placing_faults(window, directory, tally.layout)
    if directory.end < window.size:
        facts["trailing_bytes"] = window.size - directory.end
    if directory.comment:
        facts["comment"] = directory.comment.decode("utf-8", "replace")
    whole = fills(window, directory, tally.layout)
    evidence = [window.evidence(directory.at, 22, "end of central directory record")]
    if directory.count:
        evidence.insert(0, window.evidence(directory.offset, 46, "first directory entry"))
    return Finding(
        "zip",
        Kind.CONTAINER,
        Confidence.CONSISTENT if whole and not faults else Confidence.PARSED,
        facts,
        tuple(evidence),
        (*faults, *_locked(tally)),
    )


def _followed(window: Window) -> Directory | None:
    """The directory of an archive that does not end with the file."""
    last = 0
    for member, start in walk_locals(window):
        last = start + member.packed
    return directory_behind(window, last) if 0 < last < window.size else None


def _facts(tally: _Tally) -> Facts:
    common = sorted(tally.suffixes.items(), key=lambda one: (-one[1], one[0]))
    facts = Facts(
        member_count=tally.count,
        members=tally.names,
        member_suffixes=dict(common[:LIST_LENGTH]),
        declared_bytes=tally.packed,
        uncompressed_bytes=tally.size,
        encrypted_member_count=sum(tally.ciphers.values()),
    )
    if tally.methods:
        facts["compression"] = ", ".join(sorted(tally.methods))
    if tally.ciphers:
        facts["cipher"] = ", ".join(sorted(tally.ciphers))
    return facts


def _place(directory: Directory, tally: _Tally, facts: Facts) -> list[Fault]:
    """Tells what stands around the members, and which volume of a split archive this is."""
    if directory.disk:
        facts["shard_index"], facts["shard_count"] = directory.disk, directory.disk + 1
        return [Fault(FaultKind.TRUNCATED, f"last of {directory.disk + 1} volumes")]
    lead = lead_of(directory, tally.layout)
    if lead > 0:
        facts["leading_bytes"] = lead
    return []


def _locked(tally: _Tally) -> tuple[Fault, ...]:
    locked = sum(tally.ciphers.values())
    if not locked:
        return ()
    return (Fault(FaultKind.ENCRYPTED, f"{locked} of {tally.count} members are encrypted"),)


def _cut(window: Window, fault: Fault | None = None) -> Finding | None:
    """The archive whose end is missing or damaged: what its local headers still say."""
    tally, last = _Tally(), 0
    for member, start in walk_locals(window):
        tally.add(member)
        last = start + member.packed
    if not tally.count:
        return None
    facts = _facts(tally)
    text = "no end record in the last 64 KiB: cut off, or followed by other data"
    if last > window.size:
        facts["missing_bytes"] = last - window.size
        text = f"cut off: member {tally.count} lacks {last - window.size} bytes"
    return Finding(
        "zip",
        Kind.CONTAINER,
        Confidence.PARSED if tally.count > 1 else Confidence.MAGIC,
        facts,
        (window.evidence(0, 64, "first local header"),),
        (fault or Fault(FaultKind.TRUNCATED, text), *_locked(tally)),
    )


def _first_volume(window: Window) -> Finding | None:
    """A split archive's first volume: its directory is in the last one."""
    text = "first volume of a split archive; the others are needed to read it"
    found = _cut(window.cut(4, window.size - 4), Fault(FaultKind.TRUNCATED, text))
    if found is None:
        raise Truncated("first volume of a split archive, cut inside its first header")
    found.facts["shard_index"] = 0
    return found


def _suffix(name: str) -> str:
    """The lower-case suffix with its dot; empty for a folder or a name without one."""
    last = name.rsplit("/", 1)[-1]
    dot = last.rfind(".")
    return last[dot:].lower()[:32] if dot > 0 else ""


def _cipher(member: Member) -> str:
    if member.method == 99:
        kind = extra_field(member.extra, 0x9901)
        return _AES.get(kind[4], "AES") if len(kind) > 4 else "AES"
    return "strong encryption" if member.flags & 0x40 else "ZipCrypto"


FORMAT = Format(
    id="zip",
    title="ZIP archive",
    kind=Kind.CONTAINER,
    reference="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT",
    examine=examine,
    signatures=(Signature(LOCAL), Signature(_SPANNED), Signature(END, at=-22)),
    suffixes=(".zip", ".jar", ".apk", ".docx", ".xlsx", ".whl"),
    limits=Limits(total=256 * MIB, seconds=30.0),  # a million members are a 100 MB directory
)
