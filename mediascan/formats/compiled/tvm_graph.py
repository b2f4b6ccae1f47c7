"""TVM graph: which compiled functions run in which order. JSON {nodes, arg_nodes, heads, attrs}."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.graphs.node_list import NodeList, node_list, say_nodes
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = node_list(window)
    if found is None or "tvm_op" not in found.operators or found.wrong:
        return None
    facts = Facts(framework="TVM")
    say_nodes(found, found.functions or found.operators, facts)
    facts["inputs"] = found.variables[:LIST_LENGTH]
    shapes, types = _attribute(found, "shape"), _attribute(found, "dltype")
    counts: dict[str, int] = {}
    for one in types:
        counts[str(one)[:32]] = counts.get(str(one)[:32], 0) + 1
    if counts:
        some = list(counts.items())[:LIST_LENGTH]
        facts["metadata"] = {f"arrays of {name}": str(number) for name, number in some}
    if shapes:
        facts.setdefault("metadata", {})["shape of the first input"] = str(shapes[0])
    return Finding(
        "tvm_graph",
        Kind.CONFIG,
        Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "start of the JSON"),),
    )


def _attribute(found: NodeList, name: str) -> list[object]:
    """The values of an attribute, which is kept as ["list_str", values]."""
    attributes = found.graph.get("attrs")
    match attributes.get(name) if isinstance(attributes, dict) else None:
        case [str(), list(values)]:
            return values
        case _:
            return []


FORMAT = Format(
    id="tvm_graph",
    title="TVM graph",
    kind=Kind.CONFIG,
    reference="https://tvm.apache.org/docs/v0.8.0/dev/how_to/debugger.html",
    examine=examine,
    signatures=(Signature(b"{"),),
    words=(b'"op": "null"', b'"op":"null"', b'"tvm_op"'),
    weak=True,
    limits=Limits(read=16 * MIB),
)
