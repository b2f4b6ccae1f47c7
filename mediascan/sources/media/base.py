"""What a medium is: bytes from 0 to `size`, and what it says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from mediascan.model.finding import Fault


class Medium(Protocol):
    """A device or an image, open for reading only.

    What a container stores compressed or in pieces is given as the device it was made of. One
    medium is used by one thread at a time: another thread or process opens its own.
    """

    size: int  # bytes
    sector: int  # bytes of a logical sector, 512 where nobody says

    def read_into(self, buffer: memoryview, offset: int) -> int:
        """Fill `buffer` from `offset` on; returns the bytes read, 0 at the end.

        Raises `OSError` where the medium does not give them.
        """

    def facts(self) -> dict[str, Any]:
        """Identity for the statement: JSON values. What is not known says why."""

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with it as a whole: stored digests, error tables, missing pieces."""

    def gone(self) -> str:
        """Why it is not there any more, in words; "" while it is."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class MediumKind:
    """One kind of medium. `accepts` may look at the path and the first bytes, not more."""

    kind: str
    title: str
    reference: str  # where the layout is written down
    accepts: Callable[[str], bool]
    open: Callable[[str], Medium]
