"""MXNet symbol: the graph of a model without weights. JSON {nodes, arg_nodes, heads, attrs}."""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.graphs.node_list import NodeList, node_list, say_nodes
from mediascan.reading.window import Window

_WEIGHT = ("_weight", "_bias", "_gamma", "_beta", "_mean", "_var", "_label")


def examine(window: Window) -> Finding | None:
    found = node_list(window)
    if found is None or "tvm_op" in found.operators or found.wrong:
        return None
    facts = Facts(framework="MXNet")
    if version := _version(found):
        facts["producer"] = f"MXNet {version}"
    say_nodes(found, found.operators, facts)
    facts["inputs"] = [n for n in found.variables if not n.endswith(_WEIGHT)][:LIST_LENGTH]
    weights = [n for n in found.variables if n.endswith(_WEIGHT[:-1])]
    facts["tensor_count"] = len(weights)
    facts["tensors"] = [{"name": name} for name in weights[:LIST_LENGTH]]
    return Finding(
        "mxnet_symbol",
        Kind.CONFIG,
        Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "start of the JSON"),),
    )


def _version(found: NodeList) -> str:
    """10901 stands for 1.9.1."""
    attributes: Any = found.graph.get("attrs")
    match attributes:
        case {"mxnet_version": [_, int(number)]} if 0 < number < 10**6:
            return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
        case _:
            return ""


FORMAT = Format(
    id="mxnet_symbol",
    title="MXNet symbol",
    kind=Kind.CONFIG,
    reference="https://github.com/apache/mxnet/blob/master/src/nnvm/legacy_json_util.cc",
    examine=examine,
    signatures=(Signature(b"{"),),
    words=(b'"op": "null"', b'"op":"null"'),
    weak=True,
    limits=Limits(read=16 * MIB),
)
