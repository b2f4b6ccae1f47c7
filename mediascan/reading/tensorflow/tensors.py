"""`Tensors`: what the variables or the constants of one TensorFlow file come to."""

import re

from mediascan.model.facts import Facts, TensorSample
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.tensorflow.slots import Slots
from mediascan.reading.tensorflow.types import element_count, type_bits, type_name

# single numbers that are neither weights nor a slot: settings of an optimizer, sums of a metric
_SETTINGS = re.compile(
    r"(?:^|/)(?:global_step|iter|iterations?|beta_[12]|decay|learning_rate|momentum|rho|count|total)"
    r"(?:_\d+)?$",
    re.ASCII,
)


class Tensors:
    """Counted one by one; a bounded sample is kept."""

    def __init__(self) -> None:
        self.count = 0
        self.dtypes: dict[str, int] = {}
        self.bytes = 0
        self.sample: list[TensorSample] = []
        self.slots = Slots()
        self._fingerprint = Fingerprint()

    def add(self, name: str, dtype: int, shape: list[int] | None, *, slot: bool = False) -> None:
        """Take one; `slot` where it is known to be an optimizer's whatever its name."""
        type_text, elements = type_name(dtype), element_count(shape)
        self.count += 1
        self.bytes += elements * type_bits(dtype) // 8
        if len(self.sample) < LIST_LENGTH:
            self.sample.append(TensorSample(name=name, dtype=type_text, shape=shape or []))
        if slot:
            self.slots.note(name, elements)
        elif shape == [] and _SETTINGS.search(name):
            return
        elif not self.slots.add(name, elements):
            self.dtypes[type_text] = self.dtypes.get(type_text, 0) + elements
            self._fingerprint.add(name, shape or [])

    def say(self, facts: Facts) -> None:
        """Tell in `facts` what was counted."""
        facts.update(self._fingerprint.facts())
        facts["tensor_count"] = self.count
        facts["parameter_count"] = sum(self.dtypes.values())
        facts["dtypes"] = self.dtypes
        facts["declared_bytes"] = self.bytes
        facts["tensors"] = self.sample
        self.slots.say(facts)
