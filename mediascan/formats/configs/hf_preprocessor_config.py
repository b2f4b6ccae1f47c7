"""preprocessor_config.json of Hugging Face: how pictures and sound are made into numbers.

A JSON object that names the class of its processor, or the mean and deviation of pictures.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text, texts
from mediascan.reading.window import Window

_CLASSES = ("image_processor_type", "feature_extractor_type", "processor_class",
            "video_processor_type", "preprocessor_type")  # fmt: skip
_WORDS = (*(f'"{name}"'.encode() for name in _CLASSES), b'"image_mean"', b'"feature_size"')
_FOREIGN = ("architectures", "model_type", "tokenizer_class", "added_tokens_decoder")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None or any(key in settings.values for key in _FOREIGN):
        return None
    values = settings.values
    name = text(values, *_CLASSES)
    pictures = items(values, "image_mean") and items(values, "image_std")
    sound = "feature_size" in values and "sampling_rate" in values
    if not (name or pictures or sound):
        return None
    facts = Facts(metadata=plain(values, _CLASSES))
    if name:
        facts["architecture"] = name
    if code := texts(part(values, "auto_map").values()):
        facts["needs_code"] = code
    return describe("hf_preprocessor_config", window, settings, facts, _WORDS)


FORMAT = Format(
    id="hf_preprocessor_config",
    title="Hugging Face preprocessor config",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/transformers/main_classes/image_processor",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
