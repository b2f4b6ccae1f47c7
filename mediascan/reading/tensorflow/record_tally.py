"""`Tally`: how many records a TFRecord file has, and what the first ones hold."""

from mediascan.model.facts import Facts
from mediascan.reading.nature.ratio import Ratio
from mediascan.reading.nature.say import LIKE, Total, say_sample_estimate
from mediascan.reading.tensorflow.examples import Features
from mediascan.reading.tensorflow.records import records
from mediascan.reading.window import Window

_LOOKED_AT = 32  # records whose features are read
_COUNTED = 50_000  # records, and bytes that they lie in: what is behind them is estimated
_READ = 256 << 20
_SMALL = 1 << 16  # bytes of a record that is read with its neighbours, and not jumped over


class Tally:
    """Counts records; what was counted before a fault is kept."""

    def __init__(self) -> None:
        self.features = Features()
        self.records = 0
        self.ended = False  # every record was seen
        self._stopped = False  # there are more than are counted
        self._end = 0
        self.sizes = Ratio()  # records in their bytes

    def count(self, window: Window) -> None:
        """Hop over the records; raises what `records` raises."""
        read = 0
        for record in records(window):
            if self.records < _LOOKED_AT:
                self.features.add(window.cut(record.at, record.size))
            self.records += 1
            self._end = record.end
            self.sizes.add(1, record.size + 16)
            read += record.size if record.size < _SMALL else 0
            if self.records >= _COUNTED or read >= _READ:
                self._stopped = record.end < window.size
                break
        self.ended = self._end == window.size

    def say(self, facts: Facts, size: int) -> None:
        """Add the facts of a file of `size` bytes."""
        if not self.records:
            return
        samples = self.records
        if not self._stopped:
            facts["sample_count"] = samples
        else:
            samples = self.estimate(facts, size)
        self.features.say(facts, samples)
        if self.features.other and not self.features.records:
            facts["comment"] = "the records are no tf.train.Example"

    def estimate(self, facts: Facts, size: Total) -> int:
        """Tell about how many records `size` bytes hold that are not compressed."""
        counted = self.sizes.over(size)
        if counted is None:
            return 0
        say_sample_estimate(facts, counted, f"size of the first {self.records} records, {LIKE}")
        return counted.value
