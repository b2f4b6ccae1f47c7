"""What a RAR archive of either version comes to: filled by `rar4.py` and `rar5.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mediascan.model.errors import Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import (
    Confidence,
    Evidence,
    Fault,
    FaultKind,
    Finding,
    Kind,
    Link,
)
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.archives.members import suffix_of
from mediascan.reading.window import Window

BLOCKS = 1_000_000  # headers walked over


@dataclass(slots=True)
class Rar:
    """Counts over the headers."""

    version: str
    count: int = 0
    names: list[str] = field(default_factory=list)
    suffixes: dict[str, int] = field(default_factory=dict)
    packed: int = 0
    unpacked: int = 0
    encrypted: int = 0
    cipher: str = ""
    hidden: bool = False  # the headers are encrypted
    system: str = ""
    solid: bool = False
    volume: bool = False
    number: int = -1  # of this volume, from 0; -1 where not told
    follows: bool = False  # there is another volume
    split: str = ""  # name of a member that goes on in another volume
    newest: str = ""
    end: int = 0  # as far as it was walked
    ended: bool = False  # the block that ends the archive is there
    faults: list[Fault] = field(default_factory=list)
    stored: bool = False  # the member at hand is not compressed
    folder: bool = False  # it is a folder
    see: Callable[[str, int, int, bool], None] | None = None  # each: as `add` is told of it

    def add(self, name: str, packed: int, unpacked: int, *, encrypted: bool) -> None:
        self.count += 1
        if len(self.names) < LIST_LENGTH:
            self.names.append(name)
        suffix = suffix_of(name)
        if suffix in self.suffixes or len(self.suffixes) < 4096:
            self.suffixes[suffix] = self.suffixes.get(suffix, 0) + 1
        self.packed += packed
        self.unpacked += unpacked
        self.encrypted += encrypted
        if self.see:
            self.see(name, packed, unpacked, encrypted)

    def pass_over(self, window: Window, end: int) -> None:
        """Go on at `end`. Raises `Truncated` where the file ends before it."""
        self.end = end
        if end > window.size:
            raise Truncated(f"cut off: {end - window.size} bytes of a member are missing")


def rar_finding(window: Window, found: Rar, format_id: str) -> Finding:
    """The finding that both versions tell."""
    facts, faults = _facts(found), list(found.faults)
    if found.end > window.size:
        facts["missing_bytes"] = found.end - window.size
    elif found.ended and found.end < window.size:
        facts["trailing_bytes"] = window.size - found.end
        text = f"{window.size - found.end} bytes behind the end of the archive"
        faults.append(Fault(FaultKind.MALFORMED, text))
    whole = found.ended and not faults
    if found.hidden:
        text = "names and content are encrypted"
        faults.append(Fault(FaultKind.ENCRYPTED, text))
    elif found.encrypted:
        text = f"{found.encrypted} of {found.count} members are encrypted"
        faults.append(Fault(FaultKind.ENCRYPTED, text))
    evidence: tuple[Evidence, ...] = (window.evidence(0, 64, "signature and first headers"),)
    return Finding(
        format_id,
        Kind.CONTAINER,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        facts,
        evidence,
        tuple(faults),
        _links(found),
    )


def _facts(found: Rar) -> Facts:
    facts = Facts(version=found.version, compression="RAR")
    more = {
        "headers": "encrypted: names are hidden" if found.hidden else "",
        "system": found.system,
        "solid": "yes" if found.solid else "",
        "volume": _volume(found),
        "newest change": found.newest,
    }
    facts["metadata"] = {key: text for key, text in more.items() if text}
    if found.number >= 0:
        facts["shard_index"] = found.number
        if found.ended and not found.follows:
            facts["shard_count"] = found.number + 1
    if found.encrypted or found.hidden:
        facts["cipher"] = found.cipher
    if found.hidden:
        return facts
    common = sorted(found.suffixes.items(), key=lambda one: (-one[1], one[0]))
    facts["member_count"] = found.count
    facts["members"] = found.names
    facts["member_suffixes"] = dict(common[:LIST_LENGTH])
    facts["declared_bytes"] = found.packed
    facts["uncompressed_bytes"] = found.unpacked
    facts["encrypted_member_count"] = found.encrypted
    return facts


def _volume(found: Rar) -> str:
    if not found.volume:
        return ""
    which = f"number {found.number + 1}" if found.number >= 0 else "one of several"
    if not found.ended:
        return which
    return f"{which}, another follows" if found.follows else f"{which}, the last"


def _links(found: Rar) -> tuple[Link, ...]:
    if not found.volume or found.number < 0 or not found.split:
        return ()
    count = found.number + 1 if found.ended and not found.follows else 0
    return (Link("volume", found.split, found.number, count, from_name=False),)
