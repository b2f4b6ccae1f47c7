"""`Spans`: which bytes of the data the tensors of a file take, without keeping each of them."""

from collections.abc import Sequence


class Spans:
    """Ranges of the data; those that follow each other are one."""

    def __init__(self) -> None:
        self._runs: list[tuple[int, int]] = []
        self._start = self._stop = 0
        self.end = 0  # behind the last byte

    def add(self, starts: Sequence[int], stops: Sequence[int]) -> None:
        """Take ranges in the order of the header, which mostly is that of the data."""
        if not starts:
            return
        if starts[0] == self._stop and starts[1:] == stops[:-1] and min(starts) == starts[0]:
            self._stop = stops[-1]
            self._reach(max(stops))
            return
        for start, stop in zip(starts, stops, strict=True):
            if start != self._stop or stop < start:
                self._runs.append((self._start, self._stop))
                self._start = start
            self._stop = stop
        self._reach(max(stops))

    def _reach(self, stop: int) -> None:
        self.end = max(self.end, stop)

    def gap(self) -> int | None:
        """The first place where the ranges do not tile the data from 0 on; None where they do."""
        end = 0
        for start, stop in sorted([*self._runs, (self._start, self._stop)]):
            if start != end or stop < start:
                return start
            end = stop
        return None
