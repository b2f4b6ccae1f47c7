"""A count over the members of an archive: names, suffixes, bytes, the newest date."""

from dataclasses import dataclass, field

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH

_SUFFIXES = 4096  # different ones counted


@dataclass(slots=True)
class Members:
    """What all members come to."""

    count: int = 0
    size: int = 0  # bytes, unpacked
    names: list[str] = field(default_factory=list)
    suffixes: dict[str, int] = field(default_factory=dict)
    newest: str = ""

    def add(self, name: str, size: int, when: str = "") -> None:
        self.count += 1
        self.size += size
        self.newest = max(self.newest, when)
        if len(self.names) < LIST_LENGTH:
            self.names.append(name)
        suffix = suffix_of(name)
        if suffix in self.suffixes or len(self.suffixes) < _SUFFIXES:
            self.suffixes[suffix] = self.suffixes.get(suffix, 0) + 1

    def say(self, facts: Facts) -> None:
        """Put into `facts` what was counted."""
        common = sorted(self.suffixes.items(), key=lambda one: (-one[1], one[0]))
        facts["member_count"] = self.count
        facts["members"] = self.names
        facts["member_suffixes"] = dict(common[:LIST_LENGTH])
        facts["uncompressed_bytes"] = self.size
        if self.newest:
            facts.setdefault("metadata", {})["newest change"] = self.newest


def suffix_of(name: str) -> str:
    """The lower-case suffix with its dot; empty for a name without one."""
    last = name.rsplit("/", 1)[-1]
    dot = last.rfind(".")
    return last[dot:].lower()[:32] if dot > 0 else ""
