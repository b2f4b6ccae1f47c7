"""Recipe of mergekit: which models were mixed into one, and how. YAML."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.settings.yaml_settings import (
    STARTS,
    describe_yaml,
    read_yaml,
    sample,
    set_text,
)
from mediascan.reading.window import Window

_WORDS = (b"\nmerge_method:",)
_KEYS = tuple(
    frozenset(("merge_method", name)) for name in ("models", "slices", "base_model", "modules")
)
_ENDS = (".model", ".model.model.path")


def examine(window: Window) -> Finding | None:
    found = read_yaml(window, _KEYS)
    if found is None:
        return None
    values = found.values
    models = [value for path, value in values.items() if path.endswith(_ENDS)]
    if not models:
        return None
    facts = Facts(merge_method=set_text(values, "merge_method"))
    if base := set_text(values, "base_model"):
        facts["base_model"] = base
    facts["merged_models"] = list(dict.fromkeys(models))[:LIST_LENGTH]
    if dtype := set_text(values, "dtype", "out_dtype"):
        facts["dtype"] = dtype
    facts["metadata"] = sample(values)
    return describe_yaml("mergekit", window, found, facts, _WORDS)


FORMAT = Format(
    id="mergekit",
    title="Recipe of a merged model",
    kind=Kind.CONFIG,
    reference="https://github.com/arcee-ai/mergekit",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".yaml", ".yml"),
    words=_WORDS,
    weak=True,
)
