"""Caffe network or solver as text: layers without weights, or the settings of a training run.

Layout: protobuf's text form. A network has `layer { name: ... type: ... }`, a solver `base_lr`,
`lr_policy` and the path of its network.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_READ = 1 << 19  # the largest networks take some 300 KiB
_LAYER = re.compile(r"^[ \t]*layers?[ \t]*:?[ \t]*\{", re.MULTILINE)
_TYPE = re.compile(
    r'^[ \t]*(?:layers?[ \t]*\{[^\n]*?)?type[ \t]*:[ \t]*"?([A-Za-z]\w{1,63})', re.MULTILINE
)
_END = re.compile(r'\b(?:top|bottom)[ \t]*:[ \t]*"')
_SETTING = re.compile(
    r'^[ \t]*([a-z]\w{1,63})[ \t]*:[ \t]*"?([^"\n#{}]{1,512}?)"?[ \t\r]*$', re.MULTILINE
)
_QUOTED = re.compile(
    r"\b(source|mean_file|root_folder|weights|snapshot_prefix|net|train_net|test_net)[ \t]*:"
    r'[ \t]*"([^"\n]{1,512})"'
)
_NAME = re.compile(r'^name[ \t]*:[ \t]*"([^"\n]{1,512})"', re.MULTILINE)
_WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 4096)
    if b"\0" in head or not (b"layer" in head or b"base_lr" in head):
        return None
    text = window.upto(0, _READ).decode("utf-8", "replace")
    layers = len(_LAYER.findall(text))
    types = _TYPE.findall(text)
    settings = dict(_SETTING.findall(text)[:1024]) if not layers else {}
    if layers and types and _END.search(text):
        facts = _network(text, types, layers)
    elif "base_lr" in settings and ("lr_policy" in settings or "max_iter" in settings):
        facts = _solver(settings)
    else:
        return None
    traces = Traces()
    for key, value in _QUOTED.findall(text):
        traces.add(value, "data source" if key in ("source", "root_folder") else key)
    traces.say(facts)
    return Finding(
        "caffe_prototxt",
        Kind.CONFIG,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "start of the text"),),
    )


def _network(text: str, types: list[str], layers: int) -> Facts:
    facts = Facts(framework="Caffe", node_count=layers)
    if name := _NAME.search(text):
        facts["model_name"] = name[1]
    counts: dict[str, int] = {}
    for one in types:
        counts[one] = counts.get(one, 0) + 1
    facts["operators"] = dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
    return facts


def _solver(settings: dict[str, str]) -> Facts:
    facts = Facts(framework="Caffe")
    facts["optimizer"] = settings.get("type", settings.get("solver_type", "SGD"))
    facts["learning_rate"] = settings["base_lr"]
    if _WHOLE.fullmatch(settings.get("max_iter", "")):
        facts["max_steps"] = int(settings["max_iter"])
    some = list(settings.items())[:LIST_LENGTH]
    facts["metadata"] = {key: value[:TEXT_LENGTH] for key, value in some}
    return facts


FORMAT = Format(
    id="caffe_prototxt",
    title="Caffe network or solver as text",
    kind=Kind.CONFIG,
    reference="https://github.com/BVLC/caffe/blob/master/src/caffe/proto/caffe.proto",
    examine=examine,
    signatures=tuple(
        Signature(start)
        for start in (
            *(b"name", b"layer", b"#", b"net:", b"train_net", b"input", b"base_lr", b"test_"),
            *(b"\n", b"force_backward", b"state", b"type:", b"solver_", b"lr_policy", b"max_iter"),
        )
    ),
    suffixes=(".prototxt",),
    words=(b"\nlayer {", b"\nlayer{", b"\nlayers {", b"\nlayers{", b"\nbase_lr"),
    weak=True,
)
