"""TensorFlow graph, `frozen.pb`: protobuf, 1 nodes, 2 library of functions, 4 versions; no magic.

A frozen graph holds its weights as constants. What makes sure that it is one: the first field is a
node whose name and operator are texts, and either three nodes follow that are legal in each of
their fields, or the walk ends at the last byte.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.protobuf import fields
from mediascan.reading.tensorflow.graph import Graph
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_HEAD = re.compile(
    rb"\x0a[\x04-\xff][\x80-\xff]{0,4}[\x00-\x7f]?"  # a node and its length
    rb"\x0a([\x01-\x7f]|[\x80-\xff][\x01-\x03])([\x21-\x7e]+?)\x12([\x02-\x7f])([A-Za-z_][\x21-\x7e]+)"
)
_LOOKED_AT = 512  # bytes: a name of a node may be long
_MOST = 1 << 20
_PROOF = 3  # nodes


def examine(window: Window) -> Finding | None:
    if not _may_be_graph(window):
        return None
    traces = Traces()
    graph = Graph(traces)
    faults: list[Fault] = []
    end = 0
    try:
        for one in fields(window, _MOST):
            if one.missing:
                graph.salvage(window, one)
                raise Truncated(f"at least {one.missing} bytes are missing")
            graph.take(window, one)
            end = one.at + one.size
    except InputFault as stopped:
        faults.append(fault_of(stopped, f"the graph was not read behind byte {end}: "))
    else:
        graph.complete = True
    if not _proven(graph):
        return None
    return Finding(
        "tf_graph_def",
        Kind.CHECKPOINT if graph.constants.parameters else Kind.CONFIG,
        Confidence.CONSISTENT if graph.complete and graph.producer else Confidence.PARSED,
        _facts(graph, traces, whole=graph.complete and graph.producer > 0),
        (window.evidence(0, 64, "first node: its name and its operator"),),
        tuple(faults),
    )


def _may_be_graph(window: Window) -> bool:
    """Whether the first node has a name and an operator: other files end here."""
    found = _HEAD.match(window.upto(0, _LOOKED_AT))
    if not found:
        return False
    size = found[1][0] & 0x7F | (found[1][1] << 7 if len(found[1]) > 1 else 0)
    return len(found[2]) == size and len(found[4]) >= found[3][0]


def _proven(graph: Graph) -> bool:
    """Three nodes, or a whole graph that names the version it was written for.

    That version stands last; without it the end may be missing.
    """
    return graph.node_count >= _PROOF or (graph.complete and graph.producer > 0)


def _facts(graph: Graph, traces: Traces, *, whole: bool) -> Facts:
    facts = Facts(framework="TensorFlow")
    tensors = graph.variables if graph.variables.count else graph.constants
    tensors.say(facts, whole=whole)
    graph.say(facts)
    if graph.inputs:
        facts["inputs"] = graph.inputs
    notes = {
        "graph version": str(graph.producer or ""),
        "functions": str(graph.function_count or ""),
        "devices": ", ".join(graph.devices),
    }
    if notes := {key: value for key, value in notes.items() if value}:
        facts["metadata"] = notes
    traces.say(facts)
    return facts


FORMAT = Format(
    id="tf_graph_def",
    title="TensorFlow graph (GraphDef, frozen)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/graph.proto",
    examine=examine,
    signatures=(Signature(b"\x0a"),),
    suffixes=(".pb",),
    weak=True,
    limits=Limits(total=512 * MIB, depth=32, seconds=30.0),
)
