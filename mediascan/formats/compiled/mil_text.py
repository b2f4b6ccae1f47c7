"""Core ML program as text, `model.mil` of a compiled model (.mlmodelc).

`program(1.3) [buildInfo = dict<...>({{"coremlc-version", "..."}})] { func main<ios18>(...) { } }`,
one operation a line; constants point into `weights/weight.bin`.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.graphs.json_nodes import say_kinds
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_LONGEST = 4 * MIB  # bytes looked at
_HERE = "@model_path/"  # the folder of the compiled model
_LAST = 4096  # characters that hold what the last function returns
_HEAD = re.compile(r"program\((\d{1,3}\.\d{1,3})\)\s*\[buildInfo = dict<[^\n]{1,128}>\(([^\n]*)")
_PAIR = re.compile(r'\{"([\w.-]{1,64})", "([^"\n]{0,128})"\}')
_FUNCTION = re.compile(r"^[ \t]{0,64}func (\w{1,128})<(\w{1,32})>\(([^\n]*)\)", re.MULTILINE)
_OPERATION = re.compile(r"^[^\n=]{1,600} = (\w{1,64})\(", re.MULTILINE)
_WEIGHT = re.compile(
    r"\b(?:tensor<)?(\w{2,16}), \[([\d, ]{0,256})\]> (\w{1,256}) = const\(\)\["
    r"[^\n]{0,512}?BLOBFILE\("
)
_FILE = re.compile(r'BLOBFILE\(path = [^"\n]{0,64}"([^"\n]{1,512})"')
_RETURNED = re.compile(r"\} -> \(([^)\n]{1,4096})\)")


def examine(window: Window) -> Finding | None:
    head = _HEAD.match(window.upto(0, 4096).decode("utf-8", "replace"))
    if head is None:
        return None
    text = window.upto(0, _LONGEST).decode("utf-8", "replace")
    built = dict(_PAIR.findall(head[2]))
    facts = Facts(framework="Core ML", version=head[1])
    if version := built.get("coremltools-version"):
        facts["producer"] = f"coremltools {version}"
    counted: dict[str, int] = {}
    for found in _OPERATION.finditer(text):
        counted[found[1]] = counted.get(found[1], 0) + 1
    say_kinds(counted, facts)
    if function := _FUNCTION.search(text):
        facts["target"] = function[2]
        facts["inputs"] = re.split(r", (?=\w+<)", function[3])[:LIST_LENGTH]
    if returned := _RETURNED.search(text[-_LAST:]):
        facts["outputs"] = returned[1].split(", ")[:LIST_LENGTH]
    faults = _faults(window, text)
    tally = TensorTally()
    for found in _WEIGHT.finditer(text):
        shape = [
            int(size) for size in found[2].replace(" ", "").split(",") if size.isascii() and size
        ]
        tally.add(found[3], found[1], shape)
    if tally.count:
        tally.say(facts, whole=not faults)
    names = (name.removeprefix(_HERE) for name in _FILE.findall(text))
    stored = list(dict.fromkeys(names))[:LIST_LENGTH]
    if stored:
        facts["shard_files"] = stored
    facts["metadata"] = built
    traces = Traces()
    for key, value in built.items():
        traces.add(value, key)
    traces.say(facts)
    return Finding(
        "mil_text",
        Kind.CONFIG,
        Confidence.PARSED if faults or not counted else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "start of the program"),),
        faults,
        tuple(
            Link("external-data", name, number, len(stored), from_name=False)
            for number, name in enumerate(stored)
        ),
    )


def _faults(window: Window, text: str) -> tuple[Fault, ...]:
    """What is wrong with the end."""
    if window.size > _LONGEST:
        return (Fault(FaultKind.LIMIT, f"only the first {_LONGEST} bytes were read"),)
    if text.count("{") > text.count("}"):
        return (Fault(FaultKind.TRUNCATED, "the program ends before its last bracket"),)
    return ()


FORMAT = Format(
    id="mil_text",
    title="Core ML program as text",
    kind=Kind.CONFIG,
    reference="https://apple.github.io/coremltools/docs-guides/source/model-intermediate-language.html",
    examine=examine,
    signatures=(Signature(b"program("),),
    suffixes=(".mil",),
    weak=True,
)
