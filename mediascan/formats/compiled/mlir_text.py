"""MLIR as text: a program of a machine-learning compiler, as its tools print it.

Only with operations of a dialect that machine learning has of its own: MLIR also serves hardware
and compilers of C. Weights stand in it as `dense<...>` or `dense_resource<...>`.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_READ = 1 << 18
_TAIL = 1 << 16  # locations stand at the end
_ROOT = re.compile(
    r'^[ \t]*(?:"?(?:builtin\.)?module"?[ \t({@]|(?:func\.)?func(?:[ \t]+\w+)?[ \t]+@)',
    re.MULTILINE,
)
_OPERATION = re.compile(
    r"^[ \t]*(?:%[\w:#, %]+ = )?\"?((?:stablehlo|mhlo|chlo|vhlo|tosa|linalg|torch|onnx|tfl|tf|"
    r"tf_executor|tensor_rt|ttir|iree_input|flow|aten|xla_hlo)\.[\w.]+)\"?",
    re.MULTILINE | re.ASCII,
)
_TENSOR = re.compile(r"\b(?:tensor|vtensor|memref)<")
_LOCATION = re.compile(r'loc\("([^"\n]{1,512})"')
_MODULE = re.compile(r"module @([\w.$-]{1,256})")
_ARGUMENT = re.compile(r"(?:func|@)[^\n]{0,64}@main\(([^)]{0,4096})\)")

_WORDS = (
    *(b"\nmodule {", b"\nmodule @", b"\nmodule attributes", b"\nbuiltin.module"),
    *(b"\nfunc.func", b"\n  func.func", b"\nfunc @", b'\n"builtin.module'),
)


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 4096).decode("utf-8", "replace")
    if "\0" in head or not _ROOT.search(head):
        return None
    text = window.upto(0, _READ).decode("utf-8", "replace")
    found: dict[str, int] = {}
    for match in _OPERATION.finditer(text):
        if match[1] in found or len(found) < 4096:
            found[match[1]] = found.get(match[1], 0) + 1
    if not found or not _TENSOR.search(text):
        return None
    weights = "dense_resource<" in text or 'dense<"0x' in text
    facts = Facts(operators=dict(sorted(found.items(), key=lambda one: (-one[1], one[0]))))
    dialects = dict.fromkeys(name.partition(".")[0] for name in found)
    facts["framework"] = ", ".join(dialects)
    if name := _MODULE.search(text):
        facts["model_name"] = name[1]
    if arguments := _ARGUMENT.search(text):
        facts["inputs"] = arguments[1].split(", ")[:LIST_LENGTH]
    whole = "" if window.size <= _READ else "of the first 256 KiB"
    facts["metadata"] = {"weights in the text": "yes" if weights else "none seen"}
    if whole:
        facts["metadata"]["operators"] = whole
    traces = Traces()
    tail = window.upto(max(0, window.size - _TAIL), _TAIL).decode("utf-8", "replace")
    for match in _LOCATION.finditer(tail):
        traces.add(match[1], "location")
    traces.say(facts)
    return Finding(
        "mlir_text",
        Kind.CHECKPOINT if weights else Kind.CONFIG,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "start of the text"),),
    )


FORMAT = Format(
    id="mlir_text",
    title="MLIR program as text",
    kind=Kind.CONFIG,
    reference="https://mlir.llvm.org/docs/LangRef/",
    examine=examine,
    signatures=tuple(
        Signature(start)
        for start in (b"module", b"#", b"//", b"func", b"builtin.module", b'"builtin.module', b"!")
    ),
    suffixes=(".mlir",),
    words=_WORDS,
    weak=True,
)
