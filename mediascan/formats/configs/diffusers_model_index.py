"""model_index.json of diffusers: the parts of a pipeline, each with its library and class.

A JSON object; a part is `"unet": ["diffusers", "UNet2DConditionModel"]`.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.pipelines import pipeline_parts
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import plain, text
from mediascan.reading.window import Window

_WORDS = (b'"_diffusers_version"', b'"_class_name"')
_KNOWN = ("diffusers", "transformers", "onnxruntime", "flax", "stable_diffusion", "optimum")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    parts = pipeline_parts(values)
    if not text(values, "_class_name") or not parts:
        return None
    facts = Facts(architecture=text(values, "_class_name"))
    facts["components"] = dict(list(parts.items())[:LIST_LENGTH])
    if origin := text(values, "_name_or_path"):
        facts["base_model"] = origin
    if version := text(values, "_diffusers_version"):
        facts["producer"] = f"diffusers {version}"
    if code := [name for name in parts.values() if not name.startswith(_KNOWN)]:
        facts["needs_code"] = code[:LIST_LENGTH]
    told = ("_class_name", "_diffusers_version", "_name_or_path", *parts)
    if more := plain(values, told):
        facts["metadata"] = more
    return describe("diffusers_model_index", window, settings, facts, _WORDS)


FORMAT = Format(
    id="diffusers_model_index",
    title="Parts of a diffusers pipeline",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/diffusers/using-diffusers/loading",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
