"""MegEngine: traced modules (`.tm`) and checkpoints with its own tensors, as megengine.save does.

A traced module is its class with graphs of expressions; a tensor is a call of its class with an
array, a dtype and a device.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.graph import places
from mediascan.reading.pickles.mappings import class_of, table_of
from mediascan.reading.pickles.scalars import plain_text
from mediascan.reading.torch.plain_pickles import open_pickles, opened_facts, opened_finding
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    opened = open_pickles(window)
    if opened is None:
        return None
    classes: dict[str, int] = {}
    versions: dict[str, str] = {}
    for place in places(opened.root, window.check_time):
        name = class_of(place.value)
        if name.startswith("megengine.") and len(classes) < 4 * LIST_LENGTH:
            classes[name] = classes.get(name, 0) + 1
        if place.key == "dump_info":
            versions = {key: plain_text(one) for key, one in table_of(place.value).items()}
    if not classes:
        return None
    facts = opened_facts(opened)
    facts["framework"] = "MegEngine"
    traced = any(".traced_module." in name for name in classes)
    operators = {
        name.rpartition(".")[2]: count
        for name, count in classes.items()
        if ".module." in name or ".traced_module.expr." in name
    }
    if operators:
        facts["operators"] = dict(list(operators.items())[:LIST_LENGTH])
    if traced:
        facts["metadata"] = {"kind": "traced module", **versions, **facts.get("metadata", {})}
    weights = opened.found.tensor_count > 0
    kind = Kind.CHECKPOINT if weights else Kind.CONFIG
    return opened_finding("megengine_pickle", kind, opened, facts)


FORMAT = Format(
    id="megengine_pickle",
    title="MegEngine traced module or checkpoint (pickle)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/MegEngine/MegEngine/blob/master/imperative/python/megengine/tensor.py",
    examine=examine,
    suffixes=(".tm", ".pkl", ".mge"),
    refines="pickle",
    inside=frozenset({"megengine"}),
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
