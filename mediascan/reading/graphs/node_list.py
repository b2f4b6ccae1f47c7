"""Graphs of MXNet and TVM as JSON: nodes, which of them are arguments, which are heads.

Source: nnvm/src/pass/saveload_json.cc; TVM's graph executor reads the same form.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window

_MOST_OPERATORS = 4096
KEYS = (b'"arg_nodes"', b'"heads"', b'"nodes"')


@dataclass(slots=True)
class NodeList:
    """What the graph says."""

    graph: dict[str, Any]
    operators: dict[str, int] = field(default_factory=dict)  # operator -> nodes
    variables: list[str] = field(default_factory=list)  # nodes without operator, by name
    functions: dict[str, int] = field(default_factory=dict)  # of TVM: compiled function -> nodes
    wrong: int = 0  # nodes that are none
    outputs: list[str] = field(default_factory=list)

    @property
    def node_count(self) -> int:
        return len(self.graph["nodes"])


def node_list(window: Window) -> NodeList | None:
    """The graph that is all of `window`; None where its first bytes hold no nodes."""
    if b'"nodes"' not in window.upto(0, 4096):
        return None
    graph = parse_object(window.read(0, window.size), lenient=True)
    nodes, heads = graph.get("nodes"), graph.get("heads")
    if not isinstance(nodes, list) or not isinstance(heads, list) or not nodes:
        return None
    if not isinstance(graph.get("arg_nodes"), list):
        return None
    found = NodeList(graph)
    for node in nodes:
        _take(found, node)
    found.outputs = list(_names(nodes, heads))
    return found


def _take(found: NodeList, node: Any) -> None:
    match node:
        case {"op": str(operator), "name": str(name)}:
            pass
        case _:
            found.wrong += 1
            return
    if operator == "null":
        found.variables.append(name[:TEXT_LENGTH])
        return
    if operator in found.operators or len(found.operators) < _MOST_OPERATORS:
        found.operators[operator] = found.operators.get(operator, 0) + 1
    attributes = node.get("attrs", node.get("param", {}))
    function = attributes.get("func_name") if isinstance(attributes, dict) else None
    if isinstance(function, str) and len(found.functions) < _MOST_OPERATORS:
        function = function[:TEXT_LENGTH]
        found.functions[function] = found.functions.get(function, 0) + 1


def _names(nodes: list[Any], heads: list[Any]) -> Iterable[str]:
    """Names of the nodes that the heads point to."""
    for head in heads[:LIST_LENGTH]:
        number = head[0] if isinstance(head, list) and head else head
        if type(number) is int and 0 <= number < len(nodes):
            node = nodes[number]
            name = node.get("name") if isinstance(node, dict) else None
            if isinstance(name, str):
                yield name[:TEXT_LENGTH]


def say_nodes(found: NodeList, operators: dict[str, int], facts: Facts) -> None:
    """Tell sizes, operators, ends."""
    facts["node_count"] = found.node_count
    top = sorted(operators.items(), key=lambda one: (-one[1], one[0]))
    facts["operators"] = dict(top[:LIST_LENGTH])
    facts["outputs"] = found.outputs
