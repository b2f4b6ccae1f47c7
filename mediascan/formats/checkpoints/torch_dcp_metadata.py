"""`.metadata` of a checkpoint that torch.distributed.checkpoint cut over many files: a pickle.

One small file tells every tensor of all ranks with its whole shape, and each `.distcp` file that
must be there with the bytes it needs. FSDP, torchtitan, Megatron-Core, NeMo 2 and OLMo write it.
"""

import re

from mediascan.formats.base import Format
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.torch.distributed import MODULE, Plan, is_metadata, plan_of
from mediascan.reading.torch.optimizers import Optimizers
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_HEAD = 1024
_SPELLED = 4
# torchtitan, OLMo, Megatron-LM, DeepSpeed and Hugging Face name the folder after the step.
_STEP = re.compile(r"(?:step|iter|global_step|checkpoint)[-_]?(\d{1,12})(?:[/\\]|$)", re.ASCII)


def examine(window: Window) -> Finding | None:
    if MODULE.encode() not in window.upto(0, _HEAD):
        return None
    walked = walk(window)
    if not is_metadata(walked.root):
        return None
    plan = plan_of(walked.root, window.check_time)
    facts = _facts(plan)
    add_imports(facts, [walked])
    faults = [Fault(FaultKind.MALFORMED, text) for text in plan.wrong[:_SPELLED]]
    if walked.fault is not None:
        faults.append(Fault(FaultKind.TRUNCATED, f"the list is not whole: {walked.fault}"))
    elif walked.end < window.size:
        facts["trailing_bytes"] = window.size - walked.end
        text = f"{window.size - walked.end} bytes behind the pickle"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return Finding(
        "torch_dcp_metadata",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "start of the pickle"),),
        tuple(faults),
        _links(plan),
    )


def _facts(plan: Plan) -> Facts:
    facts = Facts(framework=_framework(plan))
    optimizers = Optimizers(state=plan.words)
    optimizers.say(facts)
    if plan.ranks:
        facts["world_size"] = max(plan.ranks) + 1
    facts["tensor_count"] = plan.tensors
    facts["parameter_count"] = sum(plan.dtypes.values())
    facts["dtypes"] = plan.dtypes
    facts["tensors"] = [
        TensorSample(name=name, dtype=dtype, shape=list(shape))
        for name, dtype, shape in plan.sample
    ]
    facts.update(plan.fingerprint.facts())
    facts["optimizer_state"] = bool(plan.optimizer)
    if plan.optimizer:
        facts["optimizer_evidence"] = plan.optimizer
        facts["optimizer_value_count"] = plan.moments
    facts["member_count"] = len(plan.files)
    every = sorted(plan.files.items())[:LIST_LENGTH]
    facts["members"] = [f"{path} ({size} bytes)" for path, size in every]
    facts["declared_bytes"] = plan.stored
    facts["root_keys"] = list(plan.roots)
    facts["metadata"] = {"pieces": str(plan.chunks), "other objects": str(plan.objects)}
    if plan.place:
        facts["original_name"] = plan.place
        traces = Traces()
        traces.add(plan.place, "checkpoint_id")
        traces.say(facts)
        step = _STEP.search(plan.place)
        if step is not None:
            facts["training_step"] = int(step[1])
    return facts


def _framework(plan: Plan) -> str:
    if plan.megatron:
        return "Megatron-Core (torch.distributed.checkpoint)"
    if "train_state" in plan.roots:
        return "torchtitan (torch.distributed.checkpoint)"
    return "torch.distributed.checkpoint"


def _links(plan: Plan) -> tuple[Link, ...]:
    """The files that must be there."""
    every, count = sorted(plan.files), len(plan.files)
    return tuple(
        Link("shard", path, index, count, from_name=False)
        for index, path in enumerate(every[:LIST_LENGTH])
    )


FORMAT = Format(
    id="torch_dcp_metadata",
    title="PyTorch distributed checkpoint, list of tensors and files",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/pytorch/blob/main/torch/distributed/checkpoint/metadata.py",
    examine=examine,
    suffixes=(".metadata",),
    refines="pickle",
    inside=frozenset({"torch"}),
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
