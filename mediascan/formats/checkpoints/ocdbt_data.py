"""OCDBT data file that starts with the bytes of arrays, and ends with the nodes that name them.

So Orbax and TensorStore keep large checkpoints: parts of arrays, each a zstd frame, one after
another; then nodes of the B+tree (see `ocdbt_node`). Without the nodes it is only zstd.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.jax.ocdbt_tree import Tree, nodes_at_the_end
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    at = nodes_at_the_end(window)
    if at < 0:
        return None
    tree = Tree()
    tree.read(window, at)
    facts = Facts(framework="TensorStore")
    tree.say(facts)
    facts["metadata"]["bytes of values before the nodes"] = str(at)
    return Finding(
        "ocdbt_data",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (
            window.evidence(0, 16, "zstd frame: part of an array"),
            window.evidence(at, 14, "first node at the end: magic, length, version, compression"),
        ),
        tuple(tree.faults[:8]),
        tree.links(),
    )


FORMAT = Format(
    id="ocdbt_data",
    title="OCDBT data file with arrays (TensorStore, Orbax)",
    kind=Kind.CHECKPOINT,
    reference="https://google.github.io/tensorstore/kvstore/ocdbt/index.html",
    examine=examine,
    refines="zstd",
    limits=Limits(total=256 * MIB, seconds=30.0),
)
