"""llm.c: state of a training run, one file a process. 256 i32, then moments and master weights.

i32 20240527, version, processes, rank, whether master weights are kept, whether data is shuffled;
the tenth is the step. Then m, v and the master weights of this process's part, all float32; where
data is shuffled, the order of it stands behind them, whose length nothing tells.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.window import Window

_MAGIC = 20240527
_HEADER = 1024
_STEP_AT = 40
_MOST_PROCESSES = 1 << 20


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER:
        return None
    cursor = window.cursor(4)
    version, processes, rank, master, shuffled = (cursor.number("i") for _ in range(5))
    step = window.cursor(_STEP_AT).number("i")
    legal = 1 <= version <= 8 and 0 < processes <= _MOST_PROCESSES and 0 <= rank < processes
    if not legal or {master, shuffled} - {0, 1} or step < 0:
        return None
    copies = 2 + master
    count, odd = divmod(window.size - _HEADER, 4 * copies)
    facts = Facts(
        framework="llm.c",
        training_step=step,
        optimizer_state=True,
        optimizer_evidence=["the magic of llm.c's states"],
        optimizer="AdamW: llm.c has no other",
        master_weights=bool(master),
        world_size=processes,
        rank=rank,
        data_parallel=processes,
        random_state=True,
        version=str(version),
    )
    if not shuffled:
        facts["optimizer_value_count"] = count * copies
    text = "the data is no whole number of moments"
    return Finding(
        "llmc_state",
        Kind.CHECKPOINT,
        Confidence.PARSED if odd or shuffled else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "magic, version, processes, rank, step"),),
        (Fault(FaultKind.MALFORMED, text),) if odd and not shuffled else (),
    )


FORMAT = Format(
    id="llmc_state",
    title="llm.c training state",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/karpathy/llm.c/blob/master/train_gpt2.cu",
    examine=examine,
    signatures=(Signature(_MAGIC.to_bytes(4, "little")),),
    suffixes=(".bin",),
)
