"""PyTorch checkpoint as torch.save wrote it before 1.6: five pickles, then the storages.

A magic number, the version 1001, what the machine was like, the objects, the storages' keys; then
each storage as a count of 8 bytes and its elements. A file whose magic number was replaced is
walked all the same. Whole modules carry the program text of their classes.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.nested import nested_in
from mediascan.reading.pickles.report import add_imports, pickle_evidence, pickle_faults
from mediascan.reading.torch.legacy import Legacy, Placed, legacy_pickles, place_storages
from mediascan.reading.torch.objects import Survey, survey
from mediascan.reading.torch.report import object_facts
from mediascan.reading.torch.tensors import counter_in
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_SPELLED = 4  # faults of one sort that are told one by one


def examine(window: Window) -> Finding | None:
    legacy = legacy_pickles(window)
    if legacy is None:
        return None
    objects = legacy.objects
    found = survey(objects.root if objects else None, window.check_time)
    every = nested_in(window, legacy.walks)
    facts = object_facts(found)
    facts["producer"] = "torch.save"
    facts["version"] = str(legacy.system.get("protocol_version", "1001"))[:16]
    add_imports(facts, [one.walk for one in every])
    _say_sources(legacy, facts)
    faults = pickle_faults(every)
    if not legacy.magic:
        faults.append(Fault(FaultKind.MALFORMED, "the magic number is not that of torch.save"))
    if found.stopped:
        text = f"the objects were not followed to their end: {found.stopped}"
        faults.append(Fault(FaultKind.LIMIT, text))
    if found.outside:
        text = f"{found.outside} tensors reach beyond their storage"
        faults.append(Fault(FaultKind.MALFORMED, text))
    keys = legacy.keys
    if keys is None:
        text = "the file ends before the keys of its storages"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    else:
        placed = place_storages(window, legacy, keys, found)
        faults += _storage_faults(window, placed, facts)
        _say_step(window, legacy, placed, found, facts)
        facts["declared_bytes"] = placed.end
    return Finding(
        "pytorch_legacy",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        tuple(pickle_evidence(every)),
        tuple(faults),
    )


def _storage_faults(window: Window, placed: Placed, facts: Facts) -> list[Fault]:
    faults = [Fault(FaultKind.MALFORMED, text) for text in placed.wrong[:_SPELLED]]
    if placed.end > window.size:
        facts["missing_bytes"] = placed.end - window.size
        text = f"{placed.end - window.size} bytes of the storages are missing"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    elif placed.end < window.size and not placed.wrong:
        facts["trailing_bytes"] = window.size - placed.end
        text = f"{window.size - placed.end} bytes behind the last storage"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return faults


def _say_sources(legacy: Legacy, facts: Facts) -> None:
    """Classes whose program text stands in the file, and the files that it came from."""
    sources = [source for one in legacy.walks for source in one.sources]
    if not sources:
        return
    facts["code_members"] = [f"program text of {name}" for name, _ in sources][:LIST_LENGTH]
    traces = Traces()
    for _, file in sources:
        traces.add(file, "source")
    traces.say(facts)


def _say_step(window: Window, legacy: Legacy, placed: Placed, found: Survey, facts: Facts) -> None:
    """A step that is kept as a tensor."""
    step = found.step_tensor
    at = placed.at.get(step.storage.key) if step and step.storage else None
    if at is None or step is None or step.storage is None or "training_step" in facts:
        return
    order = ">" if legacy.system.get("little_endian") is False else "<"
    try:
        count = counter_in(window.cut(at, step.storage.size), step, order)
    except InputFault:
        return
    if count is not None:
        facts["training_step"] = count


FORMAT = Format(
    id="pytorch_legacy",
    title="PyTorch checkpoint (before 1.6)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/pytorch/blob/main/torch/serialization.py",
    examine=examine,
    suffixes=(".pt", ".pth", ".bin", ".ckpt"),
    refines="pickle",
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
