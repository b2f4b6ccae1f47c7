"""T5X checkpoint: the tree of a training state of T5X; its large arrays lie in folders beside it.

Layout: MessagePack {version, optimizer: {target: parameters, state: {step, param_states}}}, where a
TensorStore spec {driver: "zarr", kvstore: {path}, metadata: {shape, dtype}} stands for each array.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.msgpack import may_be_map
from mediascan.reading.jax.state_tree import StateTree
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    tree = StateTree()
    tree.read(window)
    if tree.spec_at < 0:
        return None
    facts = Facts(framework="T5X")
    if "version" in tree.numbers:
        facts["version"] = str(tree.numbers["version"])
    tree.say(facts)
    faults = tree.faults(window.size, facts)
    return Finding(
        "t5x_checkpoint",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "root map and its first keys"),),
        faults,
        tree.links(),
    )


FORMAT = Format(
    id="t5x_checkpoint",
    title="T5X checkpoint",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/google-research/t5x/blob/main/t5x/checkpoints.py",
    examine=examine,
    signatures=tuple(Signature(bytes([head])) for head in (*range(0x81, 0x90), 0xDE, 0xDF)),
    look=lambda head, _tail, _size: may_be_map(head),
    words=(b"\xa7kvstore",),
    weak=True,
    limits=Limits(total=256 * MIB, reads=1_000_000, seconds=30.0),
)
