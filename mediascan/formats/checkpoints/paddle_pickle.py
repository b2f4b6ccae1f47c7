"""PaddlePaddle weights and optimizer state as paddle.save pickles them (`.pdparams`, `.pdopt`).

A dictionary of arrays of NumPy, or of pairs of a name and an array. The key
`StructuredToParameterName@@` maps the names of a layer to those of its parameters; arrays beyond
4 GB are cut into pieces that `UnpackBigParamInfor@@` lists.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.pickles.mappings import table_of
from mediascan.reading.pickles.paddle import LOOKED, OPTIMIZER, PIECES, is_paddle
from mediascan.reading.pickles.scalars import count_of, plain_text
from mediascan.reading.torch.plain_pickles import open_pickles, opened_facts, opened_finding
from mediascan.reading.window import Window

_NAMES = {
    "moment1": "Adam or AdamW",
    "inf_norm": "Adamax",
    "velocity": "Momentum",
    "mean_square": "RMSProp",
}


def examine(window: Window) -> Finding | None:
    opened = open_pickles(window)
    if opened is None or not is_paddle(opened.root, window.check_time):
        return None
    facts = opened_facts(opened)
    facts["framework"] = "PaddlePaddle"
    table = table_of(opened.root, LOOKED)
    _say_optimizer(table, facts)
    if PIECES in table:
        facts["metadata"] = {"cut arrays": "arrays beyond 4 GB", **facts.get("metadata", {})}
    return opened_finding("paddle_pickle", Kind.CHECKPOINT, opened, facts)


def _say_optimizer(table: dict[str, object], facts: Facts) -> None:
    kinds = (found[1] for found in map(OPTIMIZER.fullmatch, table) if found)
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
