"""NNEF network (graph.nnef): text. `version 1.0;`, extensions, then `graph name(in) -> (out) {`."""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.window import Window

_LONGEST = 4 * MIB  # bytes looked at
_GRAPH = re.compile(rb"\bgraph\s+(\w+)\s*\(([^()]{0,4096})\)\s*->\s*\(([^()]{0,4096})\)\s*\{")
_OPERATION = re.compile(rb"=\s*(\w+)\s*(?:<\w+>)?\(")
_VARIABLE = re.compile(rb"variable\s*(?:<\w+>)?\([^()]{0,1024}?label\s*=\s*['\"]([^'\"]{1,512})")
_VERSION = re.compile(rb"version\s+(\d+\.\d+)\s*;")


def examine(window: Window) -> Finding | None:
    text = window.upto(0, _LONGEST)
    version, graph = _VERSION.match(text), _GRAPH.search(text)
    if version is None or graph is None:
        return None
    operators: dict[str, int] = {}
    for found in _OPERATION.finditer(text, graph.end()):
        name = found[1].decode()
        operators[name] = operators.get(name, 0) + 1
    labels = [label.decode("utf-8", "backslashreplace") for label in _VARIABLE.findall(text)]
    facts = Facts(version=version[1].decode(), model_name=graph[1].decode("utf-8", "replace"))
    facts["inputs"], facts["outputs"] = _names(graph[2]), _names(graph[3])
    facts["node_count"] = sum(operators.values())
    ranked = sorted(operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    facts["tensor_count"] = len(labels)
    links = [
        Link("external-data", f"{label}.dat", number, len(labels), from_name=False)
        for number, label in enumerate(labels[:LIST_LENGTH])
    ]
    return Finding(
        "nnef_graph",
        Kind.CONFIG,
        Confidence.PARSED,
        facts,
        (window.evidence(graph.start(), 64, "the graph"),),
        links=tuple(links),
    )


def _names(text: bytes) -> list[str]:
    words = [one.strip().decode("utf-8", "backslashreplace") for one in text.split(b",")]
    return [one for one in words if one][:LIST_LENGTH]


FORMAT = Format(
    id="nnef_graph",
    title="NNEF network",
    kind=Kind.CONFIG,
    reference="https://registry.khronos.org/NNEF/specs/1.0/nnef-1.0.5.html",
    examine=examine,
    signatures=(Signature(b"version "), Signature(b"\nversion ")),
    words=(b"graph ",),
    suffixes=(".nnef",),
    weak=True,
)
