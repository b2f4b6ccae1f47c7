"""Events of a training run: when, at which step, and what was logged or done.

Event: 1 time (double, seconds since 1970), 2 step, 3 version of the file, 4 graph, 5 summary, 6 log
message{2 text}, 7 session{2 path of a checkpoint, 3 text}, 9 meta graph, 10 source{1 writer}.

Source: tensorflow/core/util/event.proto
"""

import struct
from collections import deque
from datetime import UTC, datetime

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.limits import MIB, TEXT_LENGTH
from mediascan.reading.encodings.protobuf import (
    FIXED64,
    LEN,
    VARINT,
    fields,
    message,
    payload,
    signed,
)
from mediascan.reading.tensorflow.graph import Graph
from mediascan.reading.tensorflow.meta_graph import MetaGraph
from mediascan.reading.tensorflow.records import Record, records
from mediascan.reading.tensorflow.summaries import Summaries
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

VERSION = b"brain.Event:"
_TIME, _STEP, _FILE, _GRAPH, _SUMMARY, _LOG, _SESSION, _META, _SOURCE = 1, 2, 3, 4, 5, 6, 7, 9, 10
_LAST = 10
_LATEST = 1 << 33  # seconds: the year 2242
_MOST = 1 << 20
_READ = 2000  # events read from the start on; a log may have millions
_READ_LAST = 256
_LARGEST = 16 * MIB  # bytes of an event that is read
_BROKEN = 4  # events that could not be read, told one by one


class Events:
    """What the events that were read tell."""

    def __init__(self) -> None:
        self.version = ""
        self.writer = ""
        self.traces = Traces()
        self.summaries = Summaries(self.traces)
        self.graph: Graph | None = None
        self.step = 0
        self.count = 0  # all, also those that were not read
        self.broken: list[tuple[int, InputFault]] = []
        self.first = self.last = 0.0  # seconds since 1970

    def read_log(self, window: Window) -> InputFault | None:
        """Count the events of a file, read the first and the last; what stopped the walk."""
        last: deque[Record] = deque(maxlen=_READ_LAST)
        stopped = None
        try:
            for record in records(window):
                if self.count < _READ:
                    self._try(window, record)
                else:
                    last.append(record)
                self.count += 1
        except InputFault as bad:
            stopped = bad
        for record in last:
            self._try(window, record)
        return stopped

    def _try(self, window: Window, record: Record) -> None:
        if record.size > _LARGEST:
            return
        try:
            self.read(window.cut(record.at, record.size))
        except InputFault as bad:
            if len(self.broken) < _BROKEN:
                self.broken.append((record.at, bad))

    def read(self, window: Window) -> None:
        """Take the Event that is all of `window`."""
        step = 0
        for one in fields(window, _MOST):
            if one.number > _LAST or one.missing:
                raise Malformed(f"field {one.number} in an event")
            if (one.number, one.wire) == (_TIME, FIXED64):
                self._time(one.value)
            elif (one.number, one.wire) == (_STEP, VARINT):
                step = signed(one.value)
                self.step = max(self.step, step)
            elif one.wire == LEN:
                self._part(one.number, message(window, one), step)

    def _part(self, number: int, window: Window, step: int) -> None:
        if number == _FILE:
            self.version = window.upto(0, TEXT_LENGTH).decode("utf-8", "replace")
        elif number == _SUMMARY:
            self.summaries.read(window, step)
        elif number == _GRAPH and self.graph is None:
            self.graph = Graph(self.traces)
            self.graph.read(window)
        elif number == _META and self.graph is None:
            meta = MetaGraph(self.traces)
            for one in fields(window, _MOST):
                meta.take(window, one)
            self.graph = meta.graph
        elif number == _SOURCE:
            self.writer = self.writer or _texts(window, (1,))
        elif number in (_LOG, _SESSION):
            self.traces.add(_texts(window, (2,)), "checkpoint")

    def _time(self, bits: int) -> None:
        seconds = float(struct.unpack("<d", bits.to_bytes(8, "little"))[0])
        if not 0 < seconds < _LATEST:
            return
        self.first = min(self.first or seconds, seconds)
        self.last = max(self.last, seconds)

    def dates(self) -> list[str]:
        """When the first and the last event happened, as text."""
        return [shown_time(one) for one in sorted({self.first, self.last}) if one]


def shown_time(seconds: float) -> str:
    """Seconds since 1970 as a date and a time in UTC."""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def _texts(window: Window, numbers: tuple[int, ...]) -> str:
    for one in fields(window, 16):
        if one.number in numbers and one.wire == LEN and not one.missing:
            return payload(window, one, TEXT_LENGTH).decode("utf-8", "backslashreplace")
    return ""
