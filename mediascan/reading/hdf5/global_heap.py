"""Global heaps: where texts and lists of variable length stand. "GCOL", then numbered objects."""

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.hdf5.space import Space

_LARGEST = 16 << 20  # bytes taken of one object: a model's description may have megabytes
_OBJECTS = 65_536  # of one heap: their numbers have 16 bits


class GlobalHeaps:
    """Finds objects; remembers where those of the heaps used last stand."""

    __slots__ = ("_known", "_space")

    def __init__(self, space: Space) -> None:
        self._space = space
        self._known: dict[int, dict[int, tuple[int, int]]] = {}  # heap -> number -> address, size

    def get(self, address: int, number: int, length: int) -> bytes:
        """At most `length` bytes of object `number` in the heap at `address`.

        Raises `Malformed` where there is none.
        """
        if address not in self._known:
            if len(self._known) >= 8:
                del self._known[next(iter(self._known))]
            self._known[address] = self._objects(address)
        at, size = self._known[address].get(number, (-1, 0))
        if at < 0:
            raise Malformed(f"global heap at address {address} has no object {number}")
        size = min(size, length)
        if size > _LARGEST:
            raise LimitExceeded(f"object of {size} bytes in a global heap; limit {_LARGEST}")
        return self._space.read(at, size)

    def _objects(self, address: int) -> dict[int, tuple[int, int]]:
        space = self._space
        head = 8 + space.lengths  # of the heap, and of each object
        found = space.signed(address, head, b"GCOL")
        found.skip(4)
        end = address + found.length()
        at, objects = address + head, {}
        for _ in range(_OBJECTS):
            if at + head > end:
                break
            one = space.fields(at, head)
            number = one.number(2)
            one.skip(6)
            size = one.length()
            if not number or number in objects:
                break  # the free space behind the last object
            objects[number] = at + head, size
            at += head + size + -size % 8
        space.spend(len(objects))
        return objects
