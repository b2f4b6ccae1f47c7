"""The label of a ZFS device: pairs of names and values, with the tree of devices beside it.

Source: "ZFS On-Disk Specification" (Sun, 2006), chapter 1; OpenZFS `include/sys/vdev_impl.h` and
`module/nvpair/nvpair.c`. Four labels of 256 KiB, two at each end; in each, pairs stand at 16 KiB in
XDR (RFC 4506): size, name, type, number of elements, value; a size of zero ends the list.
"""

from typing import Any

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.reading.volumes.member import Member
from mediascan.reading.window import Window

LABEL = 256 << 10  # bytes
PAIRS_AT = 16 << 10
PAIRS_SIZE = 112 << 10  # bytes; the last 40 are a checksum
START = b"\1\1\0\0" + bytes(4) + b"\0\0\0\1"  # XDR, little-endian host, version 0, unique names
START_BIG = b"\1\0" + START[2:]
_DEPTH_MOST = 8
_PAIRS_MOST = 4096  # of one label
_U64, _STRING, _LIST, _LISTS, _TRUE = 8, 9, 19, 20, 21
_STATES = {0: "active", 1: "exported", 2: "destroyed", 3: "spare", 4: "cache"}
STEP = "In the laboratory: copy all devices, then zpool import -o readonly=on -N on the copies."


def labels(size: int) -> tuple[int, ...]:
    """Where the labels of a device of `size` bytes stand."""
    end = size // LABEL * LABEL
    every = (0, LABEL, end - 2 * LABEL, end - LABEL)
    return tuple(dict.fromkeys(at for at in every if at >= 0))


def read_zfs(window: Window) -> tuple[int, Member] | None:
    """What the first label says that can be read, and where it stands; None without one."""
    broken: InputFault | None = None
    for at in labels(window.size):
        if not (window.has(START, at + PAIRS_AT) or window.has(START_BIG, at + PAIRS_AT)):
            continue
        try:
            data = window.upto(at + PAIRS_AT, PAIRS_SIZE)
            pairs = _Pairs(data).read(12, 0)[0]
            return at, _member(pairs)
        except InputFault as bad:
            broken = broken or bad
    if broken is not None:
        raise broken
    return None


class _Pairs:
    """Reads lists of pairs out of one label."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = _PAIRS_MOST

    def read(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        """The pairs from `at` on, and where they end."""
        if depth > _DEPTH_MOST:
            raise LimitExceeded(f"lists nested deeper than {_DEPTH_MOST}")
        found: dict[str, Any] = {}
        for _ in range(_PAIRS_MOST):
            size = self._number(at)
            if not size:
                return found, at + 8
            self._left -= 1
            if self._left < 0:
                raise LimitExceeded(f"more than {_PAIRS_MOST} pairs")
            if size < 20 or at + size > len(self._data):
                raise Malformed(f"a pair of {size} bytes")
            length = self._number(at + 8)
            if length > size - 20:
                raise Malformed(f"a name of {length} bytes")
            name = self._data[at + 12 : at + 12 + length].decode("utf-8", "backslashreplace")
            value = at + 12 + (length + 3) // 4 * 4
            found[name] = self._value(value, depth)
            at += size
        raise LimitExceeded(f"more than {_PAIRS_MOST} pairs")

    def _value(self, at: int, depth: int) -> Any:
        kind, count = self._number(at), self._number(at + 4)
        at += 8
        if kind == _U64:
            return self._number(at, 8)
        if kind == _STRING:
            length = self._number(at)
            return self._data[at + 4 : at + 4 + length][:4096].decode("utf-8", "backslashreplace")
        if kind == _LIST:
            return self.read(at + 8, depth + 1)[0]
        if kind == _LISTS:
            found = []
            for _ in range(min(count, _PAIRS_MOST)):
                one, at = self.read(at + 8, depth + 1)
                found.append(one)
            return found
        return None

    def _number(self, at: int, size: int = 4) -> int:
        if at + size > len(self._data):
            raise Malformed("pairs that go on beyond the label")
        return int.from_bytes(self._data[at : at + size], "big")


def _member(said: dict[str, Any]) -> Member:
    guid, pool = said.get("guid"), said.get("pool_guid")
    if not isinstance(guid, int):
        raise Malformed("ZFS label without the GUID of the device")
    tree = said.get("vdev_tree")
    tree = tree if isinstance(tree, dict) else {}
    children = tree.get("children")
    leaves = [one for one in children if isinstance(one, dict)] if children else [tree]
    tops = said.get("vdev_children")
    guids = [one.get("guid") for one in leaves]
    parity = tree.get("nparity")
    kind = str(tree.get("type", ""))
    alone = tops == 1
    found = Member(
        what="ZFS pool",
        uuid=str(pool) if isinstance(pool, int) else "",
        name=str(said.get("name", "")),
        index=guids.index(guid) if guid in guids and alone else -1,
        count=len(leaves) if alone else 0,
        level=f"raidz{parity}" if isinstance(parity, int) and kind == "raidz" else kind,
        siblings=[f"{one.get('path', '?')} ({one.get('guid', '?')})" for one in leaves],
        step=STEP,
    )
    if alone:
        found.needed = _needed(kind, len(leaves), parity)
    state = said.get("state")
    found.details = {
        "device GUID": str(guid),
        "host": str(said.get("hostname", "")),
        "state": _STATES.get(state, str(state)) if isinstance(state, int) else "",
        "version": str(said.get("version", "")),
        "transaction group": str(said.get("txg", "")),
        "top-level devices": str(tops or ""),
        "devices beside it": str(len(leaves)),
    }
    return found


def _needed(kind: str, count: int, parity: Any) -> int:
    if kind == "mirror":
        return 1
    return max(1, count - parity) if isinstance(parity, int) and kind == "raidz" else count
