"""`TensorTally`: takes the tensors of one file one by one and says the same facts for all formats.

Numbers of an optimizer are told apart from parameters: by the name, or because the caller knows.
"""

from collections.abc import Callable, Sequence
from math import prod

from mediascan.model.facts import Facts, TensorSample
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.model.optimizer_names import SAMPLE, is_optimizer_name
from mediascan.reading.architecture.fingerprint import Fingerprint

_DTYPES = 64  # told apart


class TensorTally:
    """What the tensors of one file come to; bounded, whatever their number."""

    def __init__(self, is_state: Callable[[str], bool] = is_optimizer_name) -> None:
        self.count = 0
        self.declared = 0  # bytes
        self.parameters: dict[str, int] = {}  # dtype -> numbers
        self.state_values = 0
        self.state_names: list[str] = []
        self._is_state = is_state
        self._samples: list[TensorSample] = []
        self._fingerprint = Fingerprint()

    def add(
        self, name: str, dtype: str, shape: Sequence[int], *, size: int = 0, state: bool = False
    ) -> None:
        """Take one tensor of `size` bytes; `state` where it is known to be an optimizer's.

        Its name and its dtype are empty where the format keeps none.
        """
        self.count += 1
        self.declared += size
        elements = prod(shape)
        if len(self._samples) < LIST_LENGTH:
            sample = TensorSample()
            if name:
                sample["name"] = name[:TEXT_LENGTH]
            if dtype:
                sample["dtype"] = dtype
            sample["shape"] = list(shape[:LIST_LENGTH])
            self._samples.append(sample)
        if state or (name and self._is_state(name)):
            self.state_values += elements
            if len(self.state_names) < SAMPLE:
                self.state_names.append(name[:TEXT_LENGTH])
            return
        self._fingerprint.add(name, shape)
        if dtype in self.parameters or len(self.parameters) < _DTYPES:
            self.parameters[dtype] = self.parameters.get(dtype, 0) + elements

    def say(self, facts: Facts, *, whole: bool = True) -> None:
        """Tell it in `facts`; sums only where the `whole` file was read.

        Sums over a part of the tensors would be taken for the whole.
        """
        facts.update(self._fingerprint.facts())
        if whole:
            facts["tensor_count"] = self.count
            facts["parameter_count"] = sum(self.parameters.values())
            if dtypes := {name: number for name, number in self.parameters.items() if name}:
                facts["dtypes"] = dtypes
            if self.declared:
                facts["declared_bytes"] = self.declared
        if self._samples:
            facts["tensors"] = self._samples
        if whole or self.state_names:
            facts["optimizer_state"] = bool(self.state_names)
        if self.state_names:
            facts["optimizer_evidence"] = self.state_names
            if whole:
                facts["optimizer_value_count"] = self.state_values
