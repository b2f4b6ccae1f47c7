"""TensorFlow SavedModel, `saved_model.pb`: protobuf, 1 schema version (always 1), 2 meta graphs.

The program of a model: its graph with functions, its signatures, its variables by name. Their
numbers lie beside it, in `variables/variables.data-*`. A graph may read and write files and call
Python, which is told. See `reading/tensorflow/meta_graph`.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, Link, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.protobuf import LEN, fields, message
from mediascan.reading.tensorflow.meta_graph import GRAPH, INFORMATION, MetaGraph
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_START = b"\x08\x01\x12"  # version 1, then a meta graph
_META_GRAPH = 2
_MOST = 64  # meta graphs; one for each set of tags, mostly a single one
_MOST_FIELDS = 1 << 20
_PROOF = 3  # nodes of a graph that was not read to its end


def examine(window: Window) -> Finding | None:
    if not window.has(_START, 0):
        return None
    traces = Traces()
    found: list[MetaGraph] = []
    faults: list[Fault] = []
    end = 0
    try:
        for one in fields(window, _MOST):
            if one.number == _META_GRAPH and one.wire == LEN:
                found.append(MetaGraph(traces))
                _read(message(window, one), found[-1], cut=one.missing > 0)
            elif one.number != 1 or found or one.value != 1:
                raise Malformed(f"field {one.number} in a SavedModel")
            if one.missing:
                raise Truncated(f"at least {one.missing} bytes are missing")
            end = one.at + one.size
    except InputFault as stopped:
        faults.append(fault_of(stopped, f"the model was not read behind byte {end}: "))
    if not any(map(_proven, found)):
        return None
    return Finding(
        "tf_saved_model",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        _facts(found, traces, whole=not faults),
        (window.evidence(0, 64, "schema version and start of the first meta graph"),),
        tuple(faults),
        tuple(_links(found)),
    )


def _read(window: Window, meta: MetaGraph, *, cut: bool) -> None:
    """Take a meta graph; of one that is `cut` off, what is there."""
    for number, one in enumerate(fields(window, _MOST_FIELDS)):
        if not number and one.number not in (INFORMATION, GRAPH):
            raise Malformed(f"a meta graph that starts with field {one.number}")
        if cut and one.missing:
            meta.salvage(window, one)
        else:
            meta.take(window, one)


def _proven(meta: MetaGraph) -> bool:
    return (meta.graph.complete and bool(meta.release)) or meta.graph.node_count >= _PROOF


def _facts(found: list[MetaGraph], traces: Traces, *, whole: bool) -> Facts:
    """What the largest of the meta graphs holds; the notes of the others beside it."""
    main = max(found, key=lambda meta: meta.graph.node_count)
    facts = Facts(framework="TensorFlow", version="1")
    if main.release:
        facts["producer"] = f"TensorFlow {main.release}"
    main.say(facts, whole=whole)
    notes = main.notes()
    others = [", ".join(meta.tags) for meta in found if meta is not main]
    if others:
        notes["other meta graphs"] = "; ".join(others)
    facts["metadata"] = notes
    traces.say(facts)
    return facts


def _links(found: list[MetaGraph]) -> list[Link]:
    """One link for each file that the model names as its own."""
    names = list(dict.fromkeys(f"assets/{name}" for meta in found for name in meta.assets))
    return [
        Link("external-data", name, index, len(names), from_name=False)
        for index, name in enumerate(names)
    ]


FORMAT = Format(
    id="tf_saved_model",
    title="TensorFlow SavedModel",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/saved_model.proto",
    examine=examine,
    signatures=(Signature(_START),),
    suffixes=(".pb",),
    weak=True,
    limits=Limits(total=512 * MIB, depth=32, seconds=30.0),
)
