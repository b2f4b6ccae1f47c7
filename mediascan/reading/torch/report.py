"""The facts of a surveyed torch pickle, whichever container it came from."""

from mediascan.model.facts import Facts, TensorSample
from mediascan.reading.torch.objects import Survey, elements_by_dtype


def object_facts(found: Survey) -> Facts:
    """Tensors, parameters by dtype, optimizer state, progress and settings.

    Parameters are numbers outside of optimizer state; numbers inside it are counted apart. A
    storage that several tensors share counts once.
    """
    dtypes = elements_by_dtype(found.weights)
    facts = Facts(
        tensor_count=found.tensor_count,
        parameter_count=sum(dtypes.values()),
        dtypes=dtypes,
        tensors=[
            TensorSample(name=name, dtype=one.dtype, shape=list(one.shape))
            for name, one in found.sample
        ],
        root_keys=found.root_keys,
        optimizer_state=bool(found.optimizer),
    )
    if found.optimizer:
        facts["optimizer_evidence"] = found.optimizer
        facts["optimizer_value_count"] = sum(elements_by_dtype(found.moments).values())
    facts.update(found.fingerprint.facts())
    if found.epoch is not None:
        facts["epoch"] = found.epoch
    if found.step is not None:
        facts["training_step"] = found.step
    metadata = dict(found.settings)
    if found.root_class and found.tensor_count:
        facts["architecture"] = found.root_class.removeprefix("__torch__.")
    elif found.root_class:  # the settings of a trainer, for one
        metadata = {"class": found.root_class, **metadata}
    if metadata:
        facts["metadata"] = metadata
    return facts
