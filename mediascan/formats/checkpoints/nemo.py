"""NeMo archive, `.nemo`: a tar of `model_config.yaml`, weights of torch, and tokenizers.

The weights are `model_weights.ckpt`, one in a folder for each rank, or a distributed checkpoint in
`model_weights/`. The names may begin with `./`.
"""

from itertools import islice

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.tars.headers import Walk, is_tar, members
from mediascan.reading.tars.tally import header_evidence, tally
from mediascan.reading.torch.nemo import CONFIG, Nemo, config_text, say_config, weights_of
from mediascan.reading.window import Window

_FIRST = 512  # members among which the settings must be


def examine(window: Window) -> Finding | None:
    if not is_tar(window) or not _has_config(window):
        return None
    evidence = header_evidence(window)
    nemo = Nemo()
    found = tally(window, nemo.add)
    if nemo.config is None or not nemo.weights:
        return None
    facts, faults = Facts(framework="NeMo"), list(found.faults)
    if len(nemo.tensors) > 1 or len(nemo.stages) > 1:
        facts["tensor_parallel"], facts["pipeline_parallel"] = len(nemo.tensors), len(nemo.stages)
    say_config(config_text(window, nemo.config), facts)
    first = next((one for one in nemo.weights if one.name.endswith(".ckpt")), None)
    seen = weights_of(window, first, faults) if first else None
    told = facts.get("metadata", {})
    if seen is not None:
        for word, value in seen.facts.items():
            facts.setdefault(word, value)  # type: ignore[misc]  # words of Facts
        faults += seen.faults
    if told:
        facts["metadata"] = told
    facts.update(found.facts())
    sure = not faults and (seen is None or seen.sure)
    return Finding(
        "nemo",
        Kind.CHECKPOINT,
        Confidence.CONSISTENT if sure else Confidence.PARSED,
        facts,
        evidence,
        tuple(faults),
    )


def _has_config(window: Window) -> bool:
    try:
        every = islice(members(window, Walk()), _FIRST)
        return any(one.name.removeprefix("./") == CONFIG for one in every)
    except InputFault:
        return False


FORMAT = Format(
    id="nemo",
    title="NeMo model archive",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/NVIDIA-NeMo/NeMo/blob/main/nemo/core/connectors/save_restore_connector.py",
    examine=examine,
    suffixes=(".nemo",),
    refines="tar",
    weak=True,  # a fault is told by the general format already
    limits=Limits(total=1024 * MIB, reads=1_000_000, seconds=60.0),  # a read a member
)
