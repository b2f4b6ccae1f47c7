"""Files of sentence-transformers: the layers of a text embedder, and its versions.

`modules.json` is a JSON list of `{"idx", "name", "path", "type"}`, where the type is a class of the
library; `config_sentence_transformers.json` an object with its `__version__`.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.json import parse
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe, described
from mediascan.reading.settings.values import part, plain, text
from mediascan.reading.window import Window

_WORDS = (b'"sentence_transformers',)
_LARGEST = 65_536  # bytes: a list of some modules


def examine(window: Window) -> Finding | None:
    if window.size > _LARGEST:
        return None
    if window.upto(0, 64).lstrip().startswith(b"["):
        return _modules(window)
    settings = read_settings(window)
    if settings is None:
        return None
    versions = part(settings.values, "__version__")
    if not text(versions, "sentence_transformers"):
        return None
    facts = Facts(producer=f"sentence-transformers {text(versions, 'sentence_transformers')}")
    if more := {
        **plain(settings.values),
        **plain(versions),
        **plain(part(settings.values, "prompts")),
    }:
        facts["metadata"] = more
    return describe("sentence_transformers", window, settings, facts, _WORDS)


def _modules(window: Window) -> Finding | None:
    try:
        modules = parse(window.read(0, window.size))
    except InputFault:
        return None
    types = {
        _name(one): text(one, "type") for one in modules[:LIST_LENGTH] if isinstance(one, dict)
    }
    if not any(kind.startswith("sentence_transformers.") for kind in types.values()):
        return None
    facts = Facts(architecture="SentenceTransformer", components=types)
    own = [kind for kind in types.values() if not kind.startswith("sentence_transformers.")]
    if own:
        facts["needs_code"] = own
    return described("sentence_transformers", window, facts, _WORDS, modules)


def _name(module: dict[str, Any]) -> str:
    return str(module.get("path") or module.get("name"))[:TEXT_LENGTH]


FORMAT = Format(
    id="sentence_transformers",
    title="Modules of a sentence-transformers model",
    kind=Kind.CONFIG,
    reference="https://sbert.net/docs/sentence_transformer/usage/custom_models.html",
    examine=examine,
    signatures=tuple(map(Signature, (*STARTS, b"["))),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
