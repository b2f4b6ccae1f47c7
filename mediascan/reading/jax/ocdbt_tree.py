"""`Tree`: what the nodes of OCDBT's B+tree in one data file say; its keys name parameters.

A node is written behind those below it, so they are read from the last to the first: then the keys
below get back what their parents keep for them.
"""

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Link, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH
from mediascan.reading.jax.ocdbt import (
    BTREE,
    Children,
    Envelope,
    Leaf,
    body_of,
    checksum_holds,
    children,
    envelope_at,
    leaf,
)
from mediascan.reading.jax.zarr_keys import ZarrKeys
from mediascan.reading.window import Window

_CHECKED = 8 * MIB  # of nodes whose checksum is computed: some seconds
_NODES = 4096  # walked over in one file
_TAIL = 1 << 18  # bytes at the end of a file in which nodes are looked for


def nodes_at_the_end(window: Window) -> int:
    """Where the nodes start that end with the file; -1 where there are none."""
    start = max(0, window.size - _TAIL)
    tail = window.read(start, window.size - start)
    dead: set[int] = set()  # places from which no row of nodes leads to the end
    at = tail.find(BTREE)
    for _ in range(_TAIL // len(BTREE)):
        if at < 0:
            break
        if start + at not in dead and _ends_with(window, start + at, dead):
            return start + at
        at = tail.find(BTREE, at + 1)
    return -1


def _ends_with(window: Window, at: int, dead: set[int]) -> bool:
    """Whether node follows node from `at` to the end; those that do not are noted in `dead`."""
    for _ in range(_TAIL):
        dead.add(at)
        try:
            envelope = envelope_at(window, at)
        except InputFault:
            return False
        if envelope is None:
            return False
        at += envelope.length
        if at == window.size:
            return True
        if at in dead:
            return False
    return False


class Tree:
    """The nodes that follow one another in a file."""

    def __init__(self) -> None:
        self.nodes: list[Envelope] = []
        self.end = 0
        self.faults: list[Fault] = []
        self._checked = 0  # bytes whose checksum was computed
        self._unchecked = 0  # nodes whose checksum was not
        self._counts: dict[int, tuple[int, int]] = {}  # height -> keys, bytes
        self._keys: list[str] = []
        self._files: dict[str, None] = {}
        self._prefixes: dict[tuple[int, int], bytes] = {}  # of nodes by place
        self._arrays = ZarrKeys()

    def read(self, window: Window, at: int = 0) -> None:
        """Read the nodes from `at` on; what is wrong with them is kept."""
        self.end = at
        try:
            for _ in range(_NODES):
                envelope = envelope_at(window, self.end)
                if envelope is None:
                    break
                self.nodes.append(envelope)
                self.end += envelope.length
        except InputFault as bad:
            self.faults.append(fault_of(bad))
        for envelope in reversed(self.nodes):
            try:
                self._take(window, envelope)
            except InputFault as bad:
                self.faults.append(fault_of(bad, f"node at {envelope.at}: "))
                if isinstance(bad, LimitExceeded):
                    break  # the others would take as much

    def say(self, facts: Facts) -> None:
        """Tell in `facts` what the keys are."""
        if self._arrays.count:
            self._arrays.say(facts)
        elif self._keys:
            facts["members"] = self._keys
        more = {"nodes of the tree": str(len(self.nodes))}
        if self._counts:  # an inner node tells the sums of those below, so only the lowest count
            facts["member_count"], facts["declared_bytes"] = self._counts[min(self._counts)]
            more["height of the highest node"] = str(max(self._counts))
        if self._unchecked:
            more["nodes too large to check"] = str(self._unchecked)
        facts["metadata"] = more

    def links(self) -> tuple[Link, ...]:
        """The data files that the nodes refer to."""
        return tuple(
            Link("external-data", path, number, len(self._files), from_name=False)
            for number, path in enumerate(self._files)
        )

    def _take(self, window: Window, envelope: Envelope) -> None:
        self._checked += envelope.length
        holds = checksum_holds(window, envelope) if self._checked <= _CHECKED else None
        self._unchecked += holds is None
        if holds is False:
            text = f"node at {envelope.at}: the checksum is wrong, bytes were changed"
            self.faults.append(Fault(FaultKind.MALFORMED, text))
        if envelope.magic != BTREE:
            return
        body = body_of(window, envelope)
        height = body.take(1)[0]
        for path in body.files():
            if path and len(self._files) < LIST_LENGTH:
                self._files[path[:TEXT_LENGTH]] = None
        prefix = self._prefixes.get((envelope.at, envelope.length), b"")
        if height:
            self._take_children(children(body), height, prefix)
        else:
            self._take_leaf(leaf(body), prefix)
        if body.left:
            raise Malformed(f"{body.left} bytes behind its last entry")

    def _take_children(self, found: Children, height: int, prefix: bytes) -> None:
        """Note what keys below leave out: only where the node below is in this file, it helps."""
        self._count(height, found.key_count, found.value_bytes)
        self._sample(prefix, found.keys)
        rows = zip(found.keys, found.common, found.offsets, found.lengths, strict=True)
        for key, common, offset, length in rows:
            if len(prefix) + common <= TEXT_LENGTH:
                self._prefixes[offset, length] = prefix + key[:common]

    def _take_leaf(self, found: Leaf, prefix: bytes) -> None:
        self._count(0, len(found.keys), sum(found.lengths))
        self._sample(prefix, found.keys)
        for key, value in zip(found.keys, found.inline, strict=True):
            text = (prefix + key).decode("utf-8", "backslashreplace")
            self._arrays.add(text[:TEXT_LENGTH], value)

    def _count(self, height: int, keys: int, size: int) -> None:
        before = self._counts.get(height, (0, 0))
        self._counts[height] = before[0] + keys, before[1] + size

    def _sample(self, prefix: bytes, keys: list[bytes]) -> None:
        for key in keys[: LIST_LENGTH - len(self._keys)]:
            self._keys.append((prefix + key)[:TEXT_LENGTH].decode("utf-8", "backslashreplace"))
