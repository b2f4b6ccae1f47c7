"""Qualcomm AI Engine network (`*_net.json`): what the converter wrote beside the model as C++.

{"model.cpp", "model.bin", converter_command, graph: {tensors: {name: {type, data_type, dims}},
nodes: {name: {type}}}}. A tensor of type 4 is constant; its numbers are in `model.bin`. The command
names the files that the model was made from and calibrated with.
"""

import re
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.graphs.json_nodes import count_kinds, objects, say_kinds, shape_of
from mediascan.reading.settings.json_object import STARTS, Settings, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, plain, text
from mediascan.reading.window import Window

_WORDS = (b'"model.cpp"',)
_INPUT, _OUTPUT, _CONSTANT = 0, 1, 4
_KINDS = {0: "int", 1: "uint", 2: "float", 3: "sfixed", 4: "ufixed", 5: "bool"}  # QnnTypes.h
_PARTS = re.compile(r"[;\s]+")
_MOST = 512  # arguments of the command


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    graph = part(settings.values, "graph")
    counted = count_kinds(objects(graph.get("nodes")), "type")
    tensors = part(graph, "tensors")
    if not text(settings.values, "model.cpp") or not (counted or tensors):
        return None
    facts = Facts(target="Qualcomm AI Engine")
    say_kinds(counted, facts)
    _say_tensors(tensors, facts, whole=not settings.faults)
    command = text(settings.values, "converter_command")
    pairs = dict(one.partition("=")[::2] for one in _PARTS.split(command, _MOST) if "=" in one)
    if command:
        facts["producer"] = command.partition(";")[0].split(" ")[0]
        facts["arguments"] = [f"{key}={value}" for key, value in pairs.items() if _told(value)]
        facts["arguments"] = facts["arguments"][:LIST_LENGTH]
    facts["metadata"] = plain(settings.values, ("converter_command", "copyright_str"))
    traced = Settings({**settings.values, "": pairs}, settings.faults, settings.trailing)
    return describe("qnn_net", window, traced, facts, _WORDS)


def _told(value: str) -> bool:
    """Whether an argument was given: the command lists all, with what they are by themselves."""
    return value not in ("", "None", "False", "[]", "-1")


def _dtype(code: int) -> str:
    """0x0232 is a float of 32 bits."""
    kind = _KINDS.get(code >> 8)
    return f"{kind}{code & 255:x}" if kind else f"type {code}"


def _say_tensors(tensors: dict[str, Any], facts: Facts, *, whole: bool) -> None:
    tally, ends = TensorTally(), dict[int, list[str]]()
    for name, one in tensors.items():
        if not isinstance(one, dict) or type(kind := one.get("type")) is not int:
            continue
        code = one.get("data_type")
        dtype = _dtype(code) if type(code) is int else ""
        shape = shape_of(one.get("dims"))
        if kind == _CONSTANT:
            tally.add(name, dtype, shape)
        elif kind in (_INPUT, _OUTPUT):
            ends.setdefault(kind, []).append(f"{name}: {dtype} {shape}")
    facts["inputs"], facts["outputs"] = ends.get(_INPUT, []), ends.get(_OUTPUT, [])
    if tally.count:
        tally.say(facts, whole=whole)


FORMAT = Format(
    id="qnn_net",
    title="Qualcomm AI Engine network",
    kind=Kind.CONFIG,
    reference="https://docs.qualcomm.com/bundle/publicresource/topics/80-63442-50/tools.html",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
