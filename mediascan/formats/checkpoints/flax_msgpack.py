"""Flax msgpack: weights or a whole training state of JAX, as one tree of MessagePack.

Layout: map of names, nested; an array is extension 1 with [shape, dtype, bytes]. A `TrainState`
holds `params`, `opt_state` and `step`. Older checkpoints of Orbax keep such a tree in `checkpoint`,
with "PLACEHOLDER://" and the name of a folder in place of each array.
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
    if not tree.arrays + tree.elsewhere_count or tree.spec_at >= 0:
        return None
    facts = Facts(framework="Flax" if tree.arrays else "Orbax")
    tree.say(facts)
    faults = tree.faults(window.size, facts)
    return Finding(
        "flax_msgpack",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (
            window.evidence(0, 32, "root map and its first key"),
            window.evidence(max(0, tree.array_at), 48, "first array: shape and dtype"),
        ),
        faults,
        tree.links(),
    )


FORMAT = Format(
    id="flax_msgpack",
    title="Flax msgpack checkpoint",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/google/flax/blob/main/flax/serialization.py",
    examine=examine,
    signatures=tuple(Signature(bytes([head])) for head in (*range(0x81, 0x90), 0xDE, 0xDF)),
    suffixes=(".msgpack",),
    look=lambda head, _tail, _size: may_be_map(head),
    words=(
        b"\xa7float32",  # names of dtypes as MessagePack texts
        b"\xa8bfloat16",
        b"\xa7float16",
        b"\xa7float64",
        b"\xa4int8",
        b"\xa5uint8",
        b"\xa5int32",
        b"\xa6uint32",
        b"\xadfloat8_e4m3fn",
        b"__msgpack_chunked_array__",
        b"PLACEHOLDER://",
    ),
    weak=True,
    limits=Limits(total=256 * MIB, reads=1_000_000, seconds=30.0),
)
