"""OCDBT data file: nodes of TensorStore's B+tree. Its keys name the parameters that Orbax saved.

Layout: node after node, each 0C DB 20 DE (B+tree) or 0C DB 12 34 (versions), u64 length, version,
compression, body, CRC-32C. Values that a node does not take in may stand before them and between.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.jax.ocdbt import BTREE, VERSIONS, envelope_at
from mediascan.reading.jax.ocdbt_tree import Tree
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    first = envelope_at(window, 0)
    if first is None:
        return None
    tree = Tree()
    tree.read(window)
    facts = Facts(framework="TensorStore")
    tree.say(facts)
    if tree.end < window.size and not tree.faults:
        facts["metadata"]["bytes of values behind the nodes"] = str(window.size - tree.end)
    whole = tree.end == window.size and not tree.faults
    return Finding(
        "ocdbt_node",
        Kind.CHECKPOINT,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        facts,
        (
            window.evidence(0, 14, "magic, length, version, compression"),
            window.evidence(first.length - 4, 4, "CRC-32C of the first node"),
        ),
        tuple(tree.faults[:8]),
        tree.links(),
    )


FORMAT = Format(
    id="ocdbt_node",
    title="OCDBT data file (TensorStore, Orbax)",
    kind=Kind.CHECKPOINT,
    reference="https://google.github.io/tensorstore/kvstore/ocdbt/index.html",
    examine=examine,
    signatures=(Signature(BTREE), Signature(VERSIONS)),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
