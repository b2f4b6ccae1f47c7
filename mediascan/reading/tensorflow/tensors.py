"""`Tensors`: what the variables or the constants of one TensorFlow file come to."""

import re

from mediascan.model.facts import Facts
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.tensorflow.slots import Slots
from mediascan.reading.tensorflow.types import element_count, type_bits, type_name

# single numbers that are neither weights nor a slot: steps, settings of an optimizer, sums of a
# metric
_SETTINGS = re.compile(
    r"(?:^|/)(?:global_step|save_counter|_?iter|_?iterations?|beta_[12]|decay|learning_rate|"
    r"momentum|rho|count|total|step)(?:_\d+)?$|^keras_api/metrics/",
    re.ASCII,
)


class Tensors:
    """Counted one by one; a bounded sample is kept."""

    def __init__(self) -> None:
        self.count = 0
        self._slots = Slots()
        self._tally = TensorTally(self._slots.knows)

    @property
    def parameters(self) -> int:
        return sum(self._tally.parameters.values())

    def add(self, name: str, dtype: int, shape: list[int] | None, *, slot: bool = False) -> None:
        """Take one; `slot` where it is known to be an optimizer's whatever its name."""
        self.count += 1
        sizes = [max(0, size) for size in shape or ()]
        if not sizes and _SETTINGS.search(name) and not self._slots.knows(name):
            return
        if slot:
            self._slots.note(name.rpartition("/")[2])
        size = element_count(sizes) * type_bits(dtype) // 8
        self._tally.add(name, type_name(dtype), sizes, size=size, state=slot)

    def say(self, facts: Facts, *, whole: bool = True) -> None:
        """Tell in `facts` what was counted; sums only where the `whole` file was read."""
        self._tally.say(facts, whole=whole)
        if whole:
            facts["tensor_count"] = self.count
        self._slots.say(facts)
