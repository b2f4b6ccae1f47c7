"""The parts of a diffusers pipeline, as its index and none of its parts' configs has them."""

from collections.abc import Mapping
from typing import Any

from mediascan.reading.settings.values import text

_LIBRARIES = ("diffusers", "transformers")


def pipeline_parts(values: Mapping[str, Any]) -> dict[str, str]:
    """The part's name -> its library and class; empty where `values` is no index of a pipeline."""
    pairs = {key: _pair(value) for key, value in values.items()}
    parts = {key: pair for key, pair in pairs.items() if pair}
    named = "Pipeline" in text(values, "_class_name")
    known = any(pair[0] in _LIBRARIES for pair in parts.values())
    return {key: ".".join(pair) for key, pair in parts.items()} if named or known else {}


def _pair(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) != 2:
        return ()
    return tuple(value) if all(isinstance(one, str) for one in value) else ()
