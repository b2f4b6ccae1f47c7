"""Espresso network, `.espresso.net`: JSON of the layers that Core ML's older compiler writes.

{storage, format_version, layers: [{name, type, bottom, top, blob_weights, ...}]}. `storage` names
the file of the weights, to which the layers' `blob_...` numbers point.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind, Link
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.graphs.json_nodes import count_kinds, objects, say_kinds
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import plain, text, whole
from mediascan.reading.window import Window

_WORDS = (b'"format_version"', b'"metadata_in_weights"', b'"blob_biases"')


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    layers = objects(values.get("layers"))
    counted, version = count_kinds(layers, "type"), whole(values, "format_version")
    if not counted or not any("top" in one and "bottom" in one for one in layers):
        return None
    facts = Facts(framework="Core ML (Espresso)")
    if version is not None:
        facts["version"] = f"{version // 100}.{version % 100}"
    say_kinds(counted, facts)
    tally = TensorTally()
    for one in layers:
        _add_weights(one, tally)
    if tally.count:
        tally.say(facts, whole=not settings.faults)
    facts["metadata"] = plain(values, ("format_version",))
    links: tuple[Link, ...] = ()
    if stored := text(values, "storage"):
        facts["shard_files"] = [stored]
        links = (Link("external-data", stored, 0, 1, from_name=False),)
    return describe("espresso_net", window, settings, facts, _WORDS, links)


def _add_weights(layer: dict[str, Any], tally: TensorTally) -> None:
    """The weights of a layer, by its sizes; they lie in the file beside it."""
    sizes = {key: whole(layer, key) or 0 for key in ("C", "K", "Ny", "Nx", "nC", "nB")}
    groups = whole(layer, "n_groups") or 1
    shape = [sizes["C"], sizes["K"] // groups, sizes["Ny"], sizes["Nx"]]
    if "nC" in layer:
        shape = [sizes["nC"], sizes["nB"]]
    name, half = text(layer, "name"), "blob_weights_f16" in layer
    if (half or "blob_weights" in layer) and all(shape):
        tally.add(f"{name}.weights", "float16" if half else "float32", shape)
    if "blob_biases" in layer and shape[0]:
        tally.add(f"{name}.biases", "float32", shape[:1])


FORMAT = Format(
    id="espresso_net",
    title="Espresso network (Core ML)",
    kind=Kind.CONFIG,
    reference="https://github.com/lutzroeder/netron/blob/main/source/espresso.js",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".espresso.net",),
    words=_WORDS,
    weak=True,
)
