"""What most kinds say of a file: the steps from a name and a finding to a `Part`."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from mediascan.assembly.base import Basis, File, Finding, Part, Role
from mediascan.assembly.facts import schema_print, texts
from mediascan.assembly.names import Numbered, numbered


def shards(
    print_of: Callable[[Finding], str], first: int | None = None
) -> Callable[[File, Finding], list[Part]]:
    """Members by the number in their name; files without one stand alone."""

    def part(file: File, finding: Finding) -> list[Part]:
        return [shard(file, print_of(finding), first)]

    return part


tables = shards(schema_print)


def shard(file: File, print_: str, first: int | None = None) -> Part:
    """A member by the number in its name."""
    found = numbered(file.name)
    if found is None:
        return Part(b"", print_, series=file.path)
    return Part(
        key(file.folder, found),
        print_,
        series=found.series,
        index=found.index,
        count=found.count,
        first=first,
    )


def half(file: File, name: bytes, print_: str, role: Role, partner: int) -> Part:
    """One file of a pair, by `name` without its suffix; `partner` is bytes of the other, or -1."""
    found = numbered(name)
    return Part(
        file.folder + b"/" + (found.pattern if found else name),
        print_,
        role,
        Basis.ALIKE,
        series=found.series if found else name,
        index=found.index if found else 0,
        partner=partner,
    )


def key(folder: bytes, found: Numbered) -> bytes:
    """Where the name says how many there are, they may lie in several folders."""
    return found.pattern if found.count else folder + b"/" + found.pattern


def index(
    file: File, names: Iterable[str], count: int = 0, whole: dict[str, int] | None = None
) -> list[Part]:
    """What an index says that lists its shards by name: a part for each series of them."""
    found: dict[bytes, Part] = {}
    patterns: dict[bytes, int] = {}
    for name in names:
        path = PurePosixPath(name)
        one = numbered(path.name.encode("utf-8", "surrogateescape"))
        if one is None or ".." in path.parts:
            continue
        below = str(path.parent).encode("utf-8", "surrogateescape") if path.name != name else b""
        folder = b"/".join(filter(None, (file.folder, below)))
        where = key(folder, one)
        patterns[where] = patterns.get(where, 0) + 1
        found[where] = Part(
            where,
            role=Role.INDEX,
            basis=Basis.CONTENT,
            series=one.series,
            count=one.count or patterns[where],
            whole=whole or {},
        )
    if count and len(found) == 1:  # the list of names is cut, the number is not
        return [replace(one, count=count) for one in found.values()]
    return list(found.values())


def listed(finding: Finding) -> list[str]:
    """The names of shards that a finding lists, in its facts or its links."""
    links = finding.get("links", ())
    return texts(finding, "shard_files") or [one["key"] for one in links]
