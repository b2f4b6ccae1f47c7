"""TensorFlow checkpoint, version 1: one sorted table that holds the names and the numbers.

The same table as that of version 2, but the value of its empty first key is a list of tensors, and
the other entries are the tensors themselves; see `reading/tensorflow/saved_slices`.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.level_table import (
    MAGIC,
    entries,
    first_value,
    handles,
    read_block,
    read_footer,
)
from mediascan.reading.tensorflow.saved_slices import Saved, read_meta, read_number, slice_key
from mediascan.reading.tensorflow.tensors import Tensors
from mediascan.reading.window import Window

_STEP = "global_step"
_META = b"\x0a"  # field 1, a message


@dataclass(slots=True)
class _Table:
    """What was read of the table."""

    saved: list[Saved] = field(default_factory=list)
    blocks: int = 0  # that follow one another from the first byte on
    step: int | None = None


def examine(window: Window) -> Finding | None:
    if window.size < 64 or not first_value(window).startswith(_META):
        return None
    table = _Table()
    whole = False
    faults: list[Fault] = []
    try:
        whole = _read(window, table)
    except InputFault as stopped:
        faults.append(fault_of(stopped, "the table was not read to its end: "))
    return Finding(
        "tf_checkpoint_v1",
        Kind.CHECKPOINT,
        Confidence.CONSISTENT if whole else Confidence.PARSED if table.saved else Confidence.MAGIC,
        _facts(table),
        (
            window.evidence(0, 64, "empty key and the list of tensors"),
            window.evidence(-48, 48, "footer of the table"),
        ),
        tuple(faults),
    )


def _read(window: Window, table: _Table) -> bool:
    """Take the list of tensors and the step; whether the blocks account for every byte.

    Blocks without either are passed: they hold the numbers, which may be gigabytes.
    """
    footer = read_footer(window)
    wanted, at, joined = slice_key(_STEP), 0, True
    for last, handle in handles(window, footer):
        joined = joined and handle.at == at
        at = handle.stop
        if not table.saved or (table.step is None and last >= wanted):
            _look(window, read_block(window, handle), table, wanted)
            table.step = -1 if table.step is None and last >= wanted else table.step
    joined = joined and footer.metaindex.at == at and footer.index.at == footer.metaindex.stop
    return joined and footer.index.stop + 48 == window.size


def _look(window: Window, block: bytes, table: _Table, wanted: bytes) -> None:
    for key, value in entries(block):
        window.check_time()  # a block may have millions of entries
        if not key:
            table.saved = read_meta(Window.over(value, window.limits))
        elif key.startswith(wanted):
            table.step = read_number(Window.over(value, window.limits))


def _facts(table: _Table) -> Facts:
    facts = Facts(framework="TensorFlow")
    tensors = Tensors()
    for one in table.saved:
        tensors.add(one.name, one.dtype, one.shape)
    tensors.say(facts, whole=bool(table.saved))
    if table.step is not None and table.step >= 0:
        facts["training_step"] = table.step
    return facts


FORMAT = Format(
    id="tf_checkpoint_v1",
    title="TensorFlow checkpoint (V1)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/saved_tensor_slice.proto",
    examine=examine,
    signatures=(Signature(MAGIC, at=-8),),
    suffixes=(".ckpt",),
    limits=Limits(total=256 * MIB, depth=32, seconds=15.0),
)
