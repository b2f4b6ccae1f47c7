"""What the members of one container may cost: every cap on them, in one place.

Output is counted against what was read of the container on the medium, over all levels together,
so that bombs inside of bombs are one.
"""

import time
from collections.abc import Callable

from mediascan.model.errors import LimitExceeded
from mediascan.model.limits import MIB

DEPTH = 5  # containers in one another: tar in gzip in zip takes three; a quine ends here
MEMBERS = 1_000_000  # members with a row, a container: the report's memory for them is 200 MiB
SLACK = 256 * MIB  # bytes that may come out at any ratio: half a second of work
RATIO = (
    250  # bytes out for one in, beyond SLACK: text gives 5 to 100, bombs 1,000 (deflate) and more
)
SECONDS = 120.0  # for one container, and besides ...
RATE = MIB  # ... a second for each of so many bytes of it: xz and bzip2 take a tenth of that
MEMORY = 256 * MIB  # a decoder's, outermost; each level below has half of that above it
KEEP = 16 * MIB  # first bytes of a member kept in memory for its formats; what is larger is a gap
KEEP_TAIL = MIB  # last bytes kept of a larger member: directories and footers stand there


class Bomb(LimitExceeded):
    """Far more comes out than was put in."""


class Allowance:
    """What one container on the medium, with all that is in it, has spent.

    `used` tells the bytes read of it so far, `lost` those of them that the medium did not give.
    """

    def __init__(self, used: Callable[[], int], lost: Callable[[], int] = lambda: 0) -> None:
        self._used = used
        self.lost = lost
        self.made = 0
        self.members = 0
        self.spent: LimitExceeded | None = None  # what ended it
        self._started = time.monotonic()

    def make(self, count: int) -> None:
        """Charge `count` bytes that were decompressed. Raises `LimitExceeded`, or `Bomb`."""
        self.made += count
        used = self._used()
        if self.made > SLACK and self.made > RATIO * used:
            self._end(Bomb(f"{self.made} bytes out of {used}: more than {RATIO} times as many"))
        self.check_time()

    def member(self) -> None:
        """Count one member. Raises `LimitExceeded` when there are too many."""
        self.members += 1
        if self.members > MEMBERS:
            self._end(LimitExceeded(f"more than {MEMBERS} members"))
        self.check_time()

    def check_time(self) -> None:
        """Raises `LimitExceeded` when the time is up."""
        most = SECONDS + self._used() / RATE
        if time.monotonic() - self._started > most:
            self._end(LimitExceeded(f"more than {int(most)} s for the members of one container"))

    def _end(self, why: LimitExceeded) -> None:
        self.spent = why
        raise why
