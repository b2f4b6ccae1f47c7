"""Shapes of an Espresso network, `.espresso.shape`: JSON {layer_shapes: {name: {n, k, w, h}}}."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, whole
from mediascan.reading.window import Window

_WORDS = (b'"layer_shapes"',)
_SIZES = ("n", "k", "h", "w")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    shapes = part(settings.values, "layer_shapes")
    told = {
        name: ", ".join(str(whole(one, key)) for key in _SIZES)
        for name, one in shapes.items()
        if isinstance(one, dict) and all(whole(one, key) is not None for key in _SIZES)
    }
    if not told:
        return None
    facts = Facts(framework="Core ML (Espresso)", layer_count=len(shapes))
    facts["metadata"] = dict(list(told.items())[:LIST_LENGTH])
    return describe("espresso_shape", window, settings, facts, _WORDS)


FORMAT = Format(
    id="espresso_shape",
    title="Shapes of an Espresso network (Core ML)",
    kind=Kind.CONFIG,
    reference="https://github.com/lutzroeder/netron/blob/main/source/espresso.js",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".espresso.shape",),
    words=_WORDS,
    weak=True,
)
