"""State of an MXNet optimizer, as Trainer.save_states and Updater.get_states pickle it (`.states`).

A dictionary of the number of a parameter and its moments, or a pair of it and the optimizer.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.pickles.mappings import class_of, table_of
from mediascan.reading.pickles.scalars import count_of, plain_text
from mediascan.reading.pickles.values import Mapping
from mediascan.reading.torch.plain_pickles import open_pickles, opened_facts, opened_finding
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    opened = open_pickles(window)
    if opened is None or not opened.found.tensor_count:
        return None
    match opened.root:
        case (Mapping() as states, optimizer):
            pass
        case Mapping() as states:
            optimizer = None
        case _:
            return None
    keys = states.pairs[::2]
    if not keys or not all(isinstance(key, (int, str)) for key in keys):
        return None
    facts = opened_facts(opened)
    facts["framework"] = "MXNet"
    name = class_of(optimizer)
    if any(isinstance(key, int) for key in keys) or name:  # names alone may be those of weights
        facts["optimizer_state"] = True
        facts["optimizer_evidence"] = [name or "states by number of parameter"]
        facts["optimizer_value_count"] = facts.get("parameter_count", 0)
        facts["parameter_count"] = 0
        facts["dtypes"] = {}
    table = table_of(optimizer)
    if name:
        facts["optimizer"] = name.rpartition(".")[2]
    steps = count_of(table.get("num_update"))
    if steps is not None:
        facts["training_step"] = steps
    if "lr" in table:
        facts["learning_rate"] = plain_text(table["lr"])
    return opened_finding("mxnet_states", Kind.CHECKPOINT, opened, facts)


FORMAT = Format(
    id="mxnet_states",
    title="MXNet optimizer states (pickle)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/apache/mxnet/blob/master/python/mxnet/optimizer/updater.py",
    examine=examine,
    suffixes=(".states",),
    refines="pickle",
    inside=frozenset({"mxnet"}),
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
