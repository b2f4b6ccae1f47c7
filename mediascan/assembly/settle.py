"""From the sorted parts on disk to collections: which files are one set, and which are not."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import orjson

from mediascan.assembly.base import ShardKind, StoreKind
from mediascan.assembly.collection import Collection, Folder, of_folder, of_tally
from mediascan.assembly.registry import Registry
from mediascan.assembly.scratch import Scratch
from mediascan.assembly.tally import Member, Tally, tally_of
from mediascan.model.finding import Confidence

_OTHER = 4  # one set in several folders, unless a quarter of its numbers has other content there
_LOOSE = 1024  # sorts of files that stand alone; more than there are formats and shapes
_FORMATS = 8
_TOKENS = "token-files"  # the kind of what has no header and no other half


class Settling:
    """Goes once through `scratch`; what lies in a store is told with the store."""

    def __init__(self, scratch: Scratch, registry: Registry, *, stores: bool) -> None:
        self._scratch = scratch
        self._registry = registry
        self._has_stores = stores
        self._loose: dict[tuple[str, str, str], Tally] = {}

    def collections(self, media: Iterable[Collection]) -> Iterator[Collection]:
        """All of them, in an order that depends on nothing but the rows."""
        yield from self._sets()
        for one in media:
            if not self._has_stores or self._scratch.store_above(one.places[0]) is None:
                yield one
        for root, name, value in self._scratch.stores():
            store = self._registry.kinds[name]
            if isinstance(store, StoreKind):
                yield of_folder(store, _folder(root, name, orjson.loads(value)))
        for _, tally in sorted(self._loose.items()):
            tally.end()
            yield of_tally(self._kind(tally), tally)

    def _sets(self) -> Iterator[Collection]:
        for name, key, lone in self._scratch.groups():
            if not key:
                self._sum_up(name)
                continue
            found = _tallies(self._scratch, name, key) if lone is None else [tally_of(name, [lone])]
            for tally in found:
                yield from self._told(self._halves(tally, key))

    def _sum_up(self, kind: str) -> None:
        """Files of `kind` that are in no set."""
        for print_, _, _ in self._scratch.prints(kind, b""):
            for one in self._scratch.members(kind, b"", print_):
                self._stand_alone(one)

    def _told(self, tally: Tally) -> Iterator[Collection]:
        """A tally as a collection, if it is one."""
        if self._has_stores and self._absorbed(tally):
            return
        if _is_set(tally):
            yield of_tally(self._kind(tally), tally)
        elif tally.members:
            self._stand_alone(tally.evidence[-1]._replace(number=-1))

    def _kind(self, tally: Tally) -> ShardKind:
        kind = self._registry.kinds[tally.kind]
        if not isinstance(kind, ShardKind):
            raise TypeError(f"{tally.kind} has no members")
        return kind

    def _halves(self, tally: Tally, key: bytes) -> Tally:
        """Halves without the other one, as files of their own where their bytes say what."""
        if tally.members or not tally.companions:
            return tally
        halves = self._scratch.members(tally.kind, key, tally.evidence[0].print)
        told = (one for one in halves if one.format)
        return tally_of(_TOKENS, (one._replace(kind=_TOKENS, role=0) for one in told))

    def _stand_alone(self, one: Member) -> None:
        """Sum up a file without a set by what it is."""
        if self._has_stores and self._scratch.store_above(one.folder) is not None:
            return
        sort = (one.kind, one.format, one.shape)
        if sort not in self._loose and len(self._loose) >= _LOOSE:
            sort = (one.kind, "", "")
        tally = self._loose.get(sort)
        if tally is None:
            tally = self._loose[sort] = Tally(one.kind, loose=True)
        tally.add(one)

    def _absorbed(self, tally: Tally) -> bool:
        """Whether all of `tally` is in one store; its numbers are then the store's."""
        above = self._scratch.store_above(tally.prefix or b"")
        if above is None:
            return False
        root, value = above
        store: dict[str, Any] = orjson.loads(value)
        kept = store["data"].setdefault("exact", {})
        for name, amount in tally.exact.items():
            before = kept.get(name, {"total": "0", "files": 0})
            kept[name] = {
                "total": str(int(before["total"]) + amount.total),
                "files": before["files"] + amount.files,
            }
        store["data"]["formats"] = sorted({*store["data"]["formats"], *tally.formats})[:_FORMATS]
        self._scratch.change_store(root, orjson.dumps(store))
        return True


def _is_set(tally: Tally) -> bool:
    """Whether something says that files belong together, or that there are more of them."""
    several = tally.members > 1 and tally.series_total > 0
    paired = tally.members > 0 and tally.companions > 0
    return several or paired or tally.expected > 0 or tally.indexes > 0


def _tallies(scratch: Scratch, kind: str, key: bytes) -> Iterator[Tally]:
    """The sets with one key: one for each schema, or for each folder where they contradict."""
    prints = scratch.prints(kind, key)
    lonely = list_some(scratch.indexes_alone(kind, key))
    for print_, numbers, contents in prints:
        if _OTHER * (contents - numbers) <= numbers:
            beside = scratch.indexes_beside(kind, key, print_)
            others = lonely if len(prints) == 1 else []
            yield tally_of(kind, chain(beside, others, scratch.members(kind, key, print_)))
            lonely = [] if len(prints) == 1 else lonely
            continue
        for folder, members in scratch.members_by_folder(kind, key, print_):
            yield tally_of(kind, chain(scratch.indexes_in(kind, key, folder), members))
    if lonely:
        yield tally_of(kind, lonely)


_LONELY = 64  # indexes without shards beside them that are told of one key


def list_some(found: Iterator[Member]) -> list[Member]:
    """The first of many."""
    return [one for one, _ in zip(found, range(_LONELY), strict=False)]


def _folder(root: bytes, kind: str, value: dict[str, Any]) -> Folder:
    exact, whole = value["data"].get("exact", {}), value["data"].get("whole", {})
    agree = any(name in exact and exact[name]["total"] == whole[name] for name in whole)
    return Folder(
        root,
        kind,
        value["files"],
        value["size"],
        Confidence.CORROBORATED if agree else Confidence.PARSED,
        {name: (files, size) for name, (files, size) in value["content"].items()},
        data=value["data"],
        evidence=[(bytes.fromhex(path), told) for path, told in value["evidence"]],
    )
