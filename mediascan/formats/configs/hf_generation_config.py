"""generation_config.json of Hugging Face: how a model writes its answers. A JSON object."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import plain, text
from mediascan.reading.window import Window

_WORDS = (b'"transformers_version"', b'"_from_model_config"', b'"do_sample"')
_KNOWN = frozenset(
    ("bos_token_id", "eos_token_id", "pad_token_id", "do_sample", "temperature", "top_p", "top_k",
     "max_length", "max_new_tokens", "repetition_penalty", "num_beams", "decoder_start_token_id",
     "_from_model_config", "forced_bos_token_id", "lang_to_id", "suppress_tokens")
)  # fmt: skip
_FOREIGN = ("architectures", "model_type", "hidden_size", "tokenizer_class", "peft_type")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    version = text(values, "transformers_version")
    needed = 1 if version or "_from_model_config" in values else 4
    if len(_KNOWN & values.keys()) < needed or any(key in values for key in _FOREIGN):
        return None
    facts = Facts(metadata=plain(values, ("transformers_version",)))
    if version:
        facts["producer"] = f"transformers {version}"
    return describe("hf_generation_config", window, settings, facts, _WORDS)


FORMAT = Format(
    id="hf_generation_config",
    title="Hugging Face generation config",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/transformers/main_classes/text_generation",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
