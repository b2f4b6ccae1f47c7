"""JSON from hostile bytes: bounded items and nesting, no duplicate keys, no NaN."""

import json
from typing import Any

from mediascan.model.errors import LimitExceeded, Malformed

ITEMS = 4_000_000  # brackets and commas; about 70 bytes of memory each in the worst case


def parse(data: bytes) -> Any:
    """The JSON value in `data`.

    Raises `LimitExceeded` when it holds more than ITEMS items or is nested deeper than the
    interpreter's stack allows, and `Malformed` when it is not UTF-8, not JSON, or has a key twice
    (two readers could then disagree).
    """
    if len(data) > ITEMS:
        items = data.count(b"[") + data.count(b"{") + data.count(b",")
        if items > ITEMS:
            raise LimitExceeded(f"JSON of {items} items; limit {ITEMS}")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse)
    except ValueError as bad:
        raise Malformed(f"not JSON: {bad}") from bad
    except RecursionError as deep:
        raise LimitExceeded("JSON nested too deep") from deep


def parse_object(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`; raises what `parse` raises, `Malformed` for another value."""
    value = parse(data)
    if not isinstance(value, dict):
        raise Malformed("JSON, but not an object")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) != len(pairs):
        raise ValueError("a key occurs twice")
    return seen


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
