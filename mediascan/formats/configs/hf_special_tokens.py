"""special_tokens_map.json of Hugging Face: what stands for start, end, padding. A JSON object."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, text
from mediascan.reading.window import Window

_KNOWN = frozenset(
    ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
)
_WORDS = tuple(f'"{name}"'.encode() for name in sorted(_KNOWN))
_LARGEST = 1 << 20  # bytes


def examine(window: Window) -> Finding | None:
    if window.size > _LARGEST:
        return None
    settings = read_settings(window)
    if settings is None or len(_KNOWN & settings.values.keys()) < 2:
        return None
    values = settings.values
    if not all(key.endswith(("_token", "_tokens")) for key in values):
        return None
    tokens: list[str] = []
    for key, value in values.items():
        for one in items(values, key) or [value]:
            token = text(one, "content") if isinstance(one, dict) else one
            if isinstance(token, str) and token and token not in tokens:
                tokens.append(token)
    facts = Facts(special_tokens=tokens)
    return describe("hf_special_tokens", window, settings, facts, _WORDS)


FORMAT = Format(
    id="hf_special_tokens",
    title="Special tokens of a tokenizer",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/transformers/main_classes/tokenizer",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
