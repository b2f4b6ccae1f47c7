"""Reads the facts of a finding: they come from evidence, and a number may be text or absurd."""

import hashlib
from typing import Any

from mediascan.assembly.base import Finding

_MOST = 1 << 62  # larger counts are no counts; SQLite holds 2^63 - 1
_DIGITS = 19
_PRINT = 16  # hexadecimal digits of a digest of a schema: told apart, not proven


def number(value: Any) -> int | None:
    """A count of a finding; None where it is none, or beyond what can be meant."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        value = int(value)
    return value if type(value) is int and 0 <= value < _MOST else None


def text(finding: Finding, key: str) -> str:
    value = finding["facts"].get(key)
    return value if isinstance(value, str) else ""


def texts(finding: Finding, key: str) -> list[str]:
    value = finding["facts"].get(key)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def metadata(finding: Finding, key: str) -> str:
    """One of the file's own key-value pairs; "" where it is not there."""
    value = finding["facts"].get("metadata")
    one = value.get(key) if isinstance(value, dict) else None
    return one if isinstance(one, str) else ""


def leading_number(words: str) -> int:
    """The number that a text begins with, as "546 bytes"; -1 where there is none."""
    digits = words[:_DIGITS].partition(" ")[0]
    found = number(digits)
    return -1 if found is None else found


def corpora(finding: Finding) -> list[str]:
    """Names of known public corpora, where a finding tells them."""
    value = finding["facts"].get("corpora")
    if isinstance(value, dict):  # "columns": others have the same
        return [one for one, how in value.items() if how in {"stated", "structure"}]
    if not isinstance(value, list):
        return []
    named = [one.get("name") if isinstance(one, dict) else one for one in value]
    return [one for one in named if isinstance(one, str)]


def amounts(finding: Finding) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
    """Exact and estimated numbers of samples, tokens and parameters."""
    facts = finding["facts"]
    samples = number(facts.get("sample_count"))
    if samples is None:
        samples = number(facts.get("row_count"))
    tokens = number(facts.get("token_count"))
    exact = (samples, tokens, number(facts.get("parameter_count")) or None)
    about = (
        number(facts.get("estimated_sample_count")) if samples is None else None,
        number(facts.get("estimated_token_count")) if tokens is None else None,
        None,
    )
    return exact, about


def schema_print(finding: Finding) -> str:
    """What files of one table have alike: the format, and the names of the columns in order."""
    names = "\0".join(texts(finding, "columns"))
    return f"{finding['format']} {hashlib.sha256(names.encode()).hexdigest()[:_PRINT]}"


def shape_print(finding: Finding) -> str:
    """What files have alike whose columns may differ from file to file: format and purpose."""
    return f"{finding['format']} {text(finding, 'training_shape')}"
