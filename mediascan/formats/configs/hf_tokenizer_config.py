"""tokenizer_config.json of Hugging Face: the tokenizer's class and the template of a chat.

A JSON object; `added_tokens_decoder` holds the special tokens by their number.
"""

from collections.abc import Mapping
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text, texts, whole
from mediascan.reading.window import Window

_WORDS = (
    b'"tokenizer_class"',
    b'"added_tokens_decoder"',
    b'"model_max_length"',
    b'"clean_up_tokenization_spaces"',
    b'"chat_template"',
)
_LONGEST = 10**9  # "no limit" is written as 10^30


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None or not _is_config(settings.values):
        return None
    values = settings.values
    facts = Facts()
    if name := text(values, "tokenizer_class"):
        facts["tokenizer"] = name
    if template := text(values, "chat_template") or _named_template(values):
        facts["chat_template"] = template
    added = part(values, "added_tokens_decoder")
    more = items(values, "extra_special_tokens") + items(values, "additional_special_tokens")
    named = [values.get(f"{name}_token") for name in ("bos", "eos", "pad", "unk")]
    tokens = [_content(one) for one in (*added.values(), *named, *more)]
    if tokens := texts(dict.fromkeys(one for one in tokens if one)):
        facts["special_tokens"] = tokens
    if 0 < (longest := whole(values, "model_max_length") or 0) < _LONGEST:
        facts["context_length"] = longest
    if origin := text(values, "name_or_path"):
        facts["base_model"] = origin
    if code := texts(_classes(values)):
        facts["needs_code"] = code
    facts["metadata"] = plain(
        values,
        (
            "tokenizer_class",
            "chat_template",
            "model_max_length",
            "name_or_path",
            "extra_special_tokens",
        ),
    )
    return describe("hf_tokenizer_config", window, settings, facts, _WORDS)


def _is_config(values: Mapping[str, Any]) -> bool:
    if "model_type" in values or "architectures" in values:
        return False  # the model's own config may name its tokenizer
    told = [
        bool(text(values, "tokenizer_class")),
        bool(part(values, "added_tokens_decoder")),
        whole(values, "model_max_length") is not None,
        "clean_up_tokenization_spaces" in values,
        bool(values.get("chat_template")),
        any(key in values for key in ("bos_token", "eos_token", "unk_token", "pad_token")),
    ]
    return sum(told) >= 2


def _content(token: Any) -> str:
    """A token, which is a text or an object with flags."""
    return text(token, "content") if isinstance(token, dict) else text({"": token}, "")


def _named_template(values: Mapping[str, Any]) -> str:
    """Of several templates, the first."""
    named = (one for one in items(values, "chat_template") if isinstance(one, dict))
    return next((text(one, "template") for one in named), "")


def _classes(values: Mapping[str, Any]) -> list[Any]:
    found = part(values, "auto_map").get("AutoTokenizer")
    return found if isinstance(found, list) else [found]


FORMAT = Format(
    id="hf_tokenizer_config",
    title="Hugging Face tokenizer config",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/transformers/main_classes/tokenizer",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
