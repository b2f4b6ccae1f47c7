"""TensorFlow meta graph, `.meta`: protobuf, 1 meta information, 2 graph, 3 saver, 4 collections.

A session's Saver writes it beside each checkpoint: it holds the whole program, with the training
part, and names the variables, but not their numbers. See `reading/tensorflow/meta_graph`.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.protobuf import fields
from mediascan.reading.tensorflow.meta_graph import GRAPH, INFORMATION, MetaGraph
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_MOST = 1 << 20
_PROOF = 3  # nodes
_BEFORE_GRAPH = 2  # fields


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 16)
    if len(head) < 16 or not _may_start(head):
        return None
    traces = Traces()
    meta = MetaGraph(traces)
    faults: list[Fault] = []
    end = 0
    try:
        for number, one in enumerate(fields(window, _MOST)):
            if number < _BEFORE_GRAPH and one.number not in (INFORMATION, GRAPH):
                raise Malformed("no graph among the first fields")
            if one.missing:
                meta.salvage(window, one)
                raise Truncated(f"at least {one.missing} bytes are missing")
            meta.take(window, one)
            end = one.at + one.size
    except InputFault as stopped:
        faults.append(fault_of(stopped, f"not read behind byte {end}: "))
    if meta.graph.node_count < _PROOF or not (meta.release or meta.tags or meta.graph.complete):
        return None
    facts = Facts(framework="TensorFlow")
    if meta.release:
        facts["producer"] = f"TensorFlow {meta.release}"
    meta.say(facts, whole=not faults)
    if notes := meta.notes():
        facts["metadata"] = notes
    traces.say(facts)
    return Finding(
        "tf_meta_graph",
        Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "meta information: version, operators"),),
        tuple(faults),
    )


def _may_start(head: bytes) -> bool:
    """Whether meta information can start here: its first field is 1, 2, 4 or 5, and a text or so.

    The length of the whole, then a tag of those.
    """
    if head[0] != 0x0A:
        return False
    at = next((place for place in range(1, 6) if head[place] < 0x80), 0)
    return at > 0 and head[at + 1] in (0x0A, 0x12, 0x22, 0x2A)


FORMAT = Format(
    id="tf_meta_graph",
    title="TensorFlow meta graph (of a session's checkpoint)",
    kind=Kind.CONFIG,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/meta_graph.proto",
    examine=examine,
    signatures=(Signature(b"\x0a"),),
    suffixes=(".meta",),
    weak=True,
    limits=Limits(total=512 * MIB, depth=32, seconds=30.0),
)
