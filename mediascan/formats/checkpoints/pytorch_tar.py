"""PyTorch checkpoint as torch.save wrote it up to 0.1.1: a tar of pickle, storages and tensors.

`sys_info` says what the machine was like, `pickle` holds the objects, which name their tensors by
number. torch.load still reads it. Whole modules carry the program text of their classes.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.nested import nested_in
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports, pickle_evidence, pickle_faults
from mediascan.reading.tars.headers import Member, Walk, members
from mediascan.reading.torch.objects import Survey, add, look_at_root
from mediascan.reading.torch.report import object_facts
from mediascan.reading.torch.tar_file import Parts, read_storages, read_tensors
from mediascan.reading.window import Window

_NAMES = frozenset({"sys_info", "pickle", "storages", "tensors"})
_MOST = 16  # members looked at


def examine(window: Window) -> Finding | None:
    found, faults = _members(window)
    if "pickle" not in found or not {"storages", "tensors"} & found.keys():
        return None
    parts = Parts()
    for name, read in (("storages", read_storages), ("tensors", read_tensors)):
        if name not in found:
            faults.append(Fault(FaultKind.TRUNCATED, f"the member {name} is missing"))
            continue
        try:
            read(_inside(window, found[name]), parts)
        except InputFault as bad:
            faults.append(fault_of(bad, f"{name}: "))
    if "sys_info" in found:
        parts.walks.append(walk(_inside(window, found["sys_info"])))
    inside = _inside(window, found["pickle"])
    objects = walk(inside)
    survey = Survey(stored=parts.tensors)
    look_at_root(objects.root, survey)
    add(objects.root, window.check_time, survey)
    every = nested_in(inside, [objects])
    facts = object_facts(survey)
    facts["producer"] = "torch.save"
    facts["members"] = list(found)
    facts["declared_bytes"] = sum(one.size for one in parts.storages.values())
    add_imports(facts, [*(one.walk for one in every), *parts.walks])
    if objects.sources:
        texts = [f"program text of {name}" for name, _ in objects.sources]
        facts["code_members"] = texts[:LIST_LENGTH]
    faults += pickle_faults(every)
    if survey.outside:
        text = f"{survey.outside} tensors reach beyond their storage"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return Finding(
        "pytorch_tar",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        tuple(pickle_evidence(every)),
        tuple(faults),
    )


def _members(window: Window) -> tuple[dict[str, Member], list[Fault]]:
    """The checkpoint's members by name, and what is wrong with the archive."""
    found: dict[str, Member] = {}
    try:
        for number, member in enumerate(members(window, Walk())):
            name = member.name.removeprefix("./")
            if name in _NAMES and member.is_file:
                found.setdefault(name, member)
            if number >= _MOST or (number >= 1 and not found):
                break
    except InputFault as bad:
        return found, [fault_of(bad)]
    return found, []


def _inside(window: Window, member: Member) -> Window:
    return window.cut(member.data, max(0, min(member.size, window.size - member.data)))


FORMAT = Format(
    id="pytorch_tar",
    title="PyTorch checkpoint (tar, up to 0.1.1)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/pytorch/blob/main/torch/serialization.py",
    examine=examine,
    suffixes=(".pt", ".pth", ".tar"),
    refines="tar",
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
