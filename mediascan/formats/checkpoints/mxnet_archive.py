"""MXNet Model Server archive, `.model` or `.mar`: a ZIP of `MANIFEST.json`, symbol and parameters.

{Model: {Symbol, Parameters, Signature, Service, Model-Format}, Engine: {MXNet}, Created-By}; the
service is Python that the server runs.
"""

from typing import Any

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.graphs.node_list import node_list, say_nodes
from mediascan.reading.settings.values import number, part, plain, text, trace
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window
from mediascan.reading.zips.archive import Archive, open_archive

_MANIFEST = "MANIFEST.json"
_LONGEST = 1 << 16


def examine(window: Window) -> Finding | None:
    archive = open_archive(window, (_MANIFEST,))
    if archive is None or _MANIFEST not in archive.records:
        return None
    try:
        manifest = parse_object(archive.read(_MANIFEST, _LONGEST), lenient=True)
    except InputFault:
        return None
    model = part(manifest, "Model")
    symbol, weights = text(model, "Symbol"), text(model, "Parameters")
    if not symbol or not (weights or "Engine" in manifest):
        return None
    facts = Facts(framework="MXNet")
    _say(manifest, model, facts)
    _say_graph(archive, symbol, facts)
    code = [name for name in archive.records if name.endswith((".py", ".so"))]
    if code:
        facts["code_members"] = code[:LIST_LENGTH]
    confidence, faults = archive.conclude(facts)
    kind = Kind.CHECKPOINT if weights in archive.records else Kind.CONFIG
    shown = archive.evidence(_MANIFEST)
    return Finding("mxnet_archive", kind, confidence, facts, shown, faults)


def _say(manifest: dict[str, Any], model: dict[str, Any], facts: Facts) -> None:
    """What the manifest tells."""
    engine = part(manifest, "Engine")
    if version := text(engine, "MXNet") or number(engine, "MXNet"):
        facts["framework"] = f"MXNet {version}"
    if name := text(model, "Model-Name"):
        facts["model_name"] = name
    if comment := text(manifest, "Model-Archive-Description") or text(model, "Description"):
        facts["comment"] = comment
    if version := number(manifest, "Model-Archive-Version"):
        facts["version"] = version
    facts["metadata"] = {**plain(model, ("Model-Name",)), **plain(part(manifest, "Created-By"))}
    traces = trace(manifest, Traces())
    traces.say(facts)


def _say_graph(archive: Archive, symbol: str, facts: Facts) -> None:
    """The network, if its file is there."""
    if symbol not in archive.records:
        return
    try:
        graph = node_list(archive.open(symbol))
    except InputFault as bad:
        archive.fail(fault_of(bad, f"{symbol:.80}: "))
        return
    if graph is not None:
        say_nodes(graph, graph.operators, facts)


FORMAT = Format(
    id="mxnet_archive",
    title="MXNet Model Server archive",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/awslabs/multi-model-server/blob/v0.2/docs/export.md",
    examine=examine,
    suffixes=(".model", ".mar"),
    refines="zip",
    inside=frozenset({_MANIFEST}),
    limits=Limits(total=64 * MIB, seconds=30.0),
)
