"""PaddlePaddle weights and optimizer state as paddle.save pickles them (`.pdparams`, `.pdopt`).

A dictionary of arrays of NumPy, or of pairs of a name and an array. The key
`StructuredToParameterName@@` maps the names of a layer to those of its parameters; arrays beyond
4 GB are cut into pieces that `UnpackBigParamInfor@@` lists.
"""

import re

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.numpy.pickled import array_of
from mediascan.reading.pickles.graph import places
from mediascan.reading.pickles.mappings import table_of
from mediascan.reading.pickles.scalars import count_of, plain_text
from mediascan.reading.pickles.values import Call
from mediascan.reading.torch.plain_pickles import Opened, open_pickles, opened_facts, opened_finding
from mediascan.reading.window import Window

_KEYS = ("StructuredToParameterName@@", "UnpackBigParamInfor@@")
_OPTIMIZER = re.compile(r".+_(moment[12]|beta1_pow_acc|velocity|mean_square|inf_norm)_\d+")
_NAMED = re.compile(r".+_\d+(?:\.[wb]_\d+)?")  # linear_0.w_0, generated_tensor_0
_NAMES = {
    "moment1": "Adam or AdamW",
    "inf_norm": "Adamax",
    "velocity": "Momentum",
    "mean_square": "RMSProp",
}
_LOOKED = 4096  # keys and objects looked at


def examine(window: Window) -> Finding | None:
    opened = open_pickles(window)
    if opened is None or not _is_paddle(opened):
        return None
    facts = opened_facts(opened)
    facts["framework"] = "PaddlePaddle"
    table = table_of(opened.root, _LOOKED)
    _say_optimizer(table, facts)
    if _KEYS[1] in table:
        facts["metadata"] = {"cut arrays": "arrays beyond 4 GB", **facts.get("metadata", {})}
    return opened_finding("paddle_pickle", Kind.CHECKPOINT, opened, facts)


def _is_paddle(opened: Opened) -> bool:
    for place in places(opened.root, opened.window.check_time):
        table = table_of(place.value, _LOOKED)
        if any(key in table for key in _KEYS):
            return True
        if place.depth == 0 and "LR_Scheduler" in table and any(map(_OPTIMIZER.fullmatch, table)):
            return True
        if _is_named(place.value):
            return True
        if place.depth > 3:
            break
    return False


def _is_named(value: object) -> bool:
    """Whether it is a tensor as Paddle pickles one: `tuple((name, array))`."""
    match value:
        case Call(arguments=((str(name), Call() as array),)):
            return bool(_NAMED.fullmatch(name)) and array_of(array) is not None
    return False


def _say_optimizer(table: dict[str, object], facts: Facts) -> None:
    kinds = (found[1] for found in map(_OPTIMIZER.fullmatch, table) if found)
    names = [_NAMES[kind] for kind in kinds if kind in _NAMES]
    if names:
        facts["optimizer"] = names[0]
    if "master_weights" in table:
        facts["master_weights"] = True
    rate = table_of(table.get("LR_Scheduler"))
    epoch = count_of(rate.get("last_epoch"))
    if epoch is not None:
        facts["training_step"] = epoch  # the scheduler's own count of its steps
    if "last_lr" in rate:
        facts["learning_rate"] = plain_text(rate["last_lr"])


FORMAT = Format(
    id="paddle_pickle",
    title="PaddlePaddle weights or optimizer state (pickle)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/PaddlePaddle/Paddle/blob/develop/python/paddle/framework/io.py",
    examine=examine,
    suffixes=(".pdparams", ".pdopt"),
    refines="pickle",
    inside=frozenset({"numpy", "paddle"}),
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
