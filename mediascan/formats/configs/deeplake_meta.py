"""Deep Lake 3: dataset_meta.json, which names the tensors, and tensor_meta.json of each."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.nature.say import say_nature
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text, texts, whole
from mediascan.reading.window import Window

_WORDS = (b'"htype"', b'"tensor_names"', b'"hidden_tensors"')
_TOLD = ("version", "dtype", "length")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    facts = Facts(framework="Deep Lake")
    if "tensors" in values and "tensor_names" in values:
        names = texts(part(values, "tensor_names") or items(values, "tensors"))
        hidden = set(texts(items(values, "hidden_tensors")))
        facts["columns"] = [name for name in names if name not in hidden]
        say_nature(facts, columns=facts["columns"])
    elif "htype" in values and "length" in values and "dtype" in values:
        if (count := whole(values, "length")) is not None:
            facts["row_count"] = count
        if dtype := text(values, "dtype"):
            facts["dtype"] = dtype
        if names := texts(items(values, "class_names")):
            facts["class_count"] = len(names)
    else:
        return None
    facts["version"] = text(values, "version")
    facts["metadata"] = plain(values, _TOLD)
    return describe("deeplake_meta", window, settings, facts, _WORDS)


FORMAT = Format(
    id="deeplake_meta",
    title="Description of a Deep Lake dataset",
    kind=Kind.CONFIG,
    reference="https://github.com/activeloopai/deeplake/tree/v3.9.52/deeplake/core/meta",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
