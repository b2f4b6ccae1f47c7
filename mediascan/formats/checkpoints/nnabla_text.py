"""NNabla network as text, `.nntxt`: NNablaProtoBuf in protobuf's text form, without weights.

`version: ... global_config { } training_config { } network { name: ... function { } } dataset { }`
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB
from mediascan.reading.encodings.text_proto import OPEN, items
from mediascan.reading.nnabla.network import add_network
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_LONGEST = 4 * MIB
_TOP = frozenset(
    (
        *("version", "global_config", "training_config", "network", "parameter", "dataset"),
        *("optimizer", "monitor", "executor"),
    )
)


def examine(window: Window) -> Finding | None:
    text = window.upto(0, _LONGEST).decode("utf-8", "backslashreplace")
    faults: list[Fault] = []
    functions = parameters = 0
    try:
        for one in items(text):
            window.check_time()
            if one.path[0] not in _TOP:
                return None
            functions += one.sign == OPEN and one.path == ("network", "function")
            parameters += one.sign == OPEN and one.path == ("parameter",)
    except InputFault as bad:
        faults.append(fault_of(bad))
    if window.size > _LONGEST:
        faults = [Fault(FaultKind.LIMIT, f"only the first {_LONGEST} bytes were read")]
    if not functions:
        return None
    facts, traces = Facts(framework="NNabla"), Traces()
    add_network(facts, text, traces)
    facts["node_count"] = functions
    if parameters:
        facts["tensor_count"] = parameters
    traces.say(facts)
    return Finding(
        "nnabla_text",
        Kind.CHECKPOINT if parameters else Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "start of the network"),),
        tuple(faults),
    )


FORMAT = Format(
    id="nnabla_text",
    title="NNabla network as text",
    kind=Kind.CONFIG,
    reference="https://github.com/sony/nnabla/blob/master/src/nbla_utils/proto/nnabla.proto",
    examine=examine,
    signatures=tuple(
        map(Signature, (b"version", b"network {", b"global_config", b"training_config", b"#"))
    ),
    suffixes=(".nntxt", ".prototxt"),
    words=(b"\nnetwork {",),
    weak=True,
)
