"""oneDNN graph: JSON that the library dumps of a partition. `graph` is a list of operations.

{version, engine_kind, fpmath_mode, graph: [{id, name, kind, attrs, inputs, outputs}]}
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.graphs.json_nodes import count_kinds, objects, say_kinds
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import plain, text
from mediascan.reading.window import Window

_WORDS = (b'"fpmath_mode"', b'"engine_kind"')


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    counted = count_kinds(objects(values.get("graph")), "kind")
    if not counted or not text(values, "version") or not text(values, "engine_kind"):
        return None
    facts = Facts(producer=f"oneDNN {text(values, 'version')}", target=text(values, "engine_kind"))
    say_kinds(counted, facts)
    if mode := text(values, "fpmath_mode"):
        facts["precision"] = mode
    facts["metadata"] = plain(values, ("version", "engine_kind", "fpmath_mode"))
    return describe("onednn_graph", window, settings, facts, _WORDS)


FORMAT = Format(
    id="onednn_graph",
    title="oneDNN graph",
    kind=Kind.CONFIG,
    reference="https://github.com/uxlfoundation/oneDNN/blob/main/src/graph/utils/json.hpp",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
