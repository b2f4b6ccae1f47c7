"""MediaPipe graph, `.pbtxt`: protobuf as text, nodes that name a calculator and their streams.

It says what a pipeline does, and which models it loads.
"""

import re
from itertools import islice

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, Link, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH
from mediascan.reading.encodings.text_proto import Item, items
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_WORD = b"calculator:"
_STARTS = (
    b"#",
    b"\n",
    b"node",
    b"type",
    b"package",
    b"input_",
    b"output_",
    b"executor",
    b"max_queue_size",
    b"num_threads",
    b"profiler_config",
    b"graph_options",
    b"node_options",
)
_TOP = frozenset(
    [
        "node",
        "input_stream",
        "output_stream",
        "input_side_packet",
        "output_side_packet",
        "type",
        "package",
        "executor",
        "max_queue_size",
        "num_threads",
        "report_deadlock",
        "input_stream_handler",
        "output_stream_handler",
        "status_handler",
        "profiler_config",
        "options",
        "graph_options",
        "packet_factory",
        "packet_generator",
        "runtime_info",
        "error_callback",
    ]
)
_CALCULATOR = re.compile(r"[A-Za-z_][\w.]*", re.ASCII)
_FILE = re.compile(r"(?:^|_)(?:path|file|filename)$")
_LARGEST = 4 * MIB


class _Graph:
    """What the nodes come to."""

    def __init__(self) -> None:
        self.calculators: dict[str, int] = {}
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.files: dict[str, None] = {}
        self.name = ""

    def take(self, item: Item) -> bool:
        """Take one item; whether a graph can have it."""
        key = item.path[-1]
        if item.path[0] not in _TOP:
            return False
        if item.sign:
            return True
        if item.path == ("node", "calculator"):
            if not _CALCULATOR.fullmatch(item.value):
                return False
            name = item.value[:TEXT_LENGTH]
            if name in self.calculators or len(self.calculators) < 4096:
                self.calculators[name] = self.calculators.get(name, 0) + 1
        elif len(item.path) == 1:
            self._note(key, item.value)
        elif _FILE.search(key) and len(self.files) < LIST_LENGTH:
            self.files.setdefault(item.value[:TEXT_LENGTH])
        return True

    def _note(self, key: str, value: str) -> None:
        if key == "type":
            self.name = value
        elif key.startswith("input_") and len(self.inputs) < LIST_LENGTH:
            self.inputs.append(value)
        elif key.startswith("output_") and len(self.outputs) < LIST_LENGTH:
            self.outputs.append(value)


def examine(window: Window) -> Finding | None:
    if _WORD not in window.upto(0, 8192):
        return None
    text = window.upto(0, _LARGEST).decode("utf-8", "backslashreplace")
    graph = _Graph()
    faults: list[Fault] = []
    try:
        for item in items(text):
            window.check_time()
            if not graph.take(item):
                return None
    except InputFault as bad:
        faults.append(fault_of(bad))
    if not graph.calculators:
        return None
    whole = window.size <= _LARGEST and not faults
    return Finding(
        "mediapipe_graph",
        Kind.CONFIG,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        _facts(graph),
        (window.evidence(0, 64, "start of the graph"),),
        tuple(faults),
        tuple(
            Link("external-data", path, index, len(graph.files), from_name=False)
            for index, path in enumerate(graph.files)
        ),
    )


def _facts(graph: _Graph) -> Facts:
    facts = Facts(framework="MediaPipe", node_count=sum(graph.calculators.values()))
    top = sorted(graph.calculators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(islice(top, LIST_LENGTH))
    if graph.name:
        facts["model_name"] = graph.name
    if graph.inputs:
        facts["inputs"] = graph.inputs
    if graph.outputs:
        facts["outputs"] = graph.outputs
    if graph.files:
        facts["members"] = list(graph.files)
    traces = Traces()
    for path in graph.files:
        traces.add(path, "model_path")
    traces.say(facts)
    return facts


FORMAT = Format(
    id="mediapipe_graph",
    title="MediaPipe graph",
    kind=Kind.CONFIG,
    reference="https://github.com/google-ai-edge/mediapipe/blob/master/mediapipe/framework/calculator.proto",
    examine=examine,
    signatures=tuple(map(Signature, _STARTS)),
    suffixes=(".pbtxt",),
    words=(b"\nnode {", b"\nnode{", b"\nnode: {"),
    weak=True,
)
