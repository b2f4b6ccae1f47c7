"""Names and shapes of parameters whose numbers lie elsewhere: DeepSpeed's `param_shapes`."""

from itertools import islice
from math import prod

from mediascan.model.facts import Facts, TensorSample
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.pickles.mappings import entries_of
from mediascan.reading.torch.tensors import shape_of

_GROUPS = 64
_MOST = 300_000  # parameters


def say_shapes(told: list[object], facts: Facts) -> None:
    """Tell the parameters that `told` names: dictionaries of shapes, or lists of such."""
    fingerprint, sample, count, total = Fingerprint(), list[TensorSample](), 0, 0
    for groups in told:
        every = groups[:_GROUPS] if isinstance(groups, list) else [groups]
        for name, value in islice((e for one in every for e in entries_of(one)), _MOST):
            shape = shape_of(value)
            if shape is None or not isinstance(name, str):
                continue
            count += 1
            total += prod(shape)
            fingerprint.add(name, shape)
            if len(sample) < LIST_LENGTH:
                sample.append(TensorSample(name=name, shape=list(shape)))
    if count:
        facts["tensor_count"], facts["parameter_count"] = count, total
        facts["tensors"] = sample
        facts.update(fingerprint.facts())
