"""Names and texts from evidence, made safe: nothing else of a predicate's text reaches a page."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from mediascan.model.display import show
from mediascan.report.names import raw_name

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})  # Unicode Bidi_Class, UAX #9 table 4


@dataclass(frozen=True, slots=True)
class Name:
    """A path: `text` is safe and lossless, `ascii` is for names that a display may reorder."""

    text: str
    ascii: str = ""  # "" where `text` reads from left to right anyway


def name_of(value: Any) -> Name:
    """The name in `value`: text, or {"path": text, "pathB64": base64 of the raw bytes}."""
    text = show(_raw(value)) or "(no name)"
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text):
        spelled = (c if c.isascii() else f"\\u{{{ord(c):x}}}" for c in text)
        return Name(text, "".join(spelled))
    return Name(text)


def text_of(value: Any) -> str:
    """Any text of the predicate, safe on one line."""
    return show(value if isinstance(value, str) else str(value))


def _raw(value: Any) -> bytes | str:
    if not isinstance(value, dict):
        return str(value)
    try:
        return raw_name(value)
    except (KeyError, ValueError):
        return str(value.get("path", ""))
