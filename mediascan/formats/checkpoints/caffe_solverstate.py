"""Caffe solver state: where a training run stands, as protobuf (SolverState). No signature.

Layout: 1 iter, 2 learned_net (file of the weights), 3 history (the optimizer's blobs), 4 step.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, Link, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.caffe.layers import read_blob, read_text
from mediascan.reading.encodings.protobuf import LEN, VARINT, Field, fields, message
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_ITER, _NET, _HISTORY, _STEP = 1, 2, 3, 4
_WIRES = {_ITER: VARINT, _NET: LEN, _HISTORY: LEN, _STEP: VARINT}
_MOST_BLOBS = 100_000


def examine(window: Window) -> Finding | None:
    if b".caffemodel" not in window.upto(0, 4096):
        return None
    found: dict[int, int] = {}
    net = ""
    tally = TensorTally()
    stopped: InputFault | None = None
    try:
        for one in fields(window, _MOST_BLOBS):
            if _WIRES.get(one.number) != one.wire or one.missing:
                raise Malformed(f"field {one.number} in a state of the solver")
            if one.number == _NET:
                net = read_text(window, one)
            elif one.number == _HISTORY:
                _take_blob(window, one, tally)
            else:
                found[one.number] = one.value
    except InputFault as bad:
        stopped = bad
    if _ITER not in found or ".caffemodel" not in net:
        return None
    facts = Facts(framework="Caffe", training_step=found[_ITER])
    tally.say(facts, whole=stopped is None)
    if tally.count:
        facts["optimizer_evidence"] = ["history"]
    if _STEP in found:
        facts["metadata"] = {"steps of the learning rate": str(found[_STEP])}
    traces = Traces()
    traces.add(net, "learned_net")
    traces.say(facts)
    return Finding(
        "caffe_solverstate",
        Kind.CHECKPOINT,
        Confidence.PARSED if stopped else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "iteration and file of the weights"),),
        (fault_of(stopped),) if stopped else (),
        (Link("external-data", net, 0, 1, from_name=False),),
    )


def _take_blob(window: Window, one: Field, tally: TensorTally) -> None:
    blob = read_blob(message(window, one))
    dtype = "float64" if blob.double else "float32"
    tally.add(f"history.{tally.count}", dtype, blob.shape, state=True)


FORMAT = Format(
    id="caffe_solverstate",
    title="Caffe solver state",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/BVLC/caffe/blob/master/src/caffe/proto/caffe.proto",
    examine=examine,
    signatures=(Signature(b"\x08"),),
    suffixes=(".solverstate",),
    words=(b".caffemodel",),
    weak=True,
    limits=Limits(total=256 * MIB, seconds=30.0),
)
