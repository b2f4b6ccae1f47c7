"""The facts of a surveyed torch pickle, whichever container it came from."""

from mediascan.model.facts import Facts, TensorSample
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.torch.objects import Survey, elements_by_dtype


def object_facts(found: Survey) -> Facts:
    """The run, then tensors, parameters by dtype, optimizer state, progress and settings.

    Parameters are numbers outside of optimizer state; numbers inside it are counted apart. A
    storage that several tensors share counts once.
    """
    facts, weights = Facts(**found.training), _tensor_facts(found)
    elsewhere = facts.get("parameter_count", 0) > weights.get("parameter_count", 0)
    if not elsewhere:  # else the file names parameters that lie in other files
        facts.update(weights)
        for word, value in found.fingerprint.facts().items():
            facts.setdefault(word, value)  # type: ignore[misc]  # words of Facts
    facts["root_keys"] = found.root_keys
    facts["optimizer_state"] = bool(found.optimizer)
    if found.optimizer:
        facts["optimizer_evidence"] = found.optimizer
        facts["optimizer_value_count"] = sum(elements_by_dtype(found.moments).values())
    if found.epoch is not None:
        facts.setdefault("epoch", found.epoch)
    if found.step is not None:
        facts.setdefault("training_step", found.step)
    metadata = _settings(found, facts.pop("metadata", {}))
    if found.root_class and found.tensor_count:
        facts["architecture"] = found.root_class.removeprefix("__torch__.")
    elif found.root_class:  # the settings of a trainer, for one
        metadata = {"class": found.root_class, **metadata}
    if metadata:
        facts["metadata"] = dict(list(metadata.items())[:LIST_LENGTH])
    return facts


def _settings(found: Survey, noted: dict[str, str]) -> dict[str, str]:
    """All settings: those that a reader asks for first, then the others that are not off."""
    ends = {key.rpartition(".")[2]: key for key in found.settings}
    first = {ends.get(key, key): found.settings.get(ends.get(key, ""), noted[key]) for key in noted}
    return first | {key: text for key, text in found.settings.items() if text != "False"}


def holds_weights(found: Survey) -> bool:
    """False for settings, schedules and random states: a pickle read to its end without a tensor.

    One that names parameters of other files is a part of a checkpoint.
    """
    bare = not found.storages or found.training.get("random_state", False)
    empty = bare and not found.tensor_count and not found.stopped
    return not empty or bool(found.training.get("parameter_count"))


def _tensor_facts(found: Survey) -> Facts:
    dtypes = elements_by_dtype(found.weights)
    return Facts(
        tensor_count=found.tensor_count,
        parameter_count=sum(dtypes.values()),
        dtypes=dtypes,
        tensors=[
            TensorSample(name=name, dtype=one.dtype, shape=list(one.shape))
            for name, one in found.sample
        ],
    )
