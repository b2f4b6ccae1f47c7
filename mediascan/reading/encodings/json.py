"""JSON from hostile bytes: bounded items and nesting; no duplicate keys, no NaN, unless asked."""

import json
import math
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined] # missing in the stubs
from typing import Any

from mediascan.model.errors import LimitExceeded, Malformed

ITEMS = 2_000_000  # brackets and commas; some 150 bytes of memory each in the worst case


_BLANK = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")  # between two values of an array
_LONGEST_INTEGER = 4300  # digits: sys.int_info.default_max_str_digits


def parse(data: bytes, *, lenient: bool = False) -> Any:
    """The JSON value in `data`.

    `lenient` also takes what programs write and most readers accept, though RFC 8259 does not:
    NaN and Infinity, a key twice (the last one counts), numbers of any length, bytes that are not
    UTF-8.

    Raises `LimitExceeded` when it holds more than ITEMS items or is nested deeper than the
    interpreter's stack allows, and `Malformed` when it is not UTF-8, not JSON, or has a key twice
    (two readers could then disagree).
    """
    if len(data) > ITEMS:
        items = data.count(b"[") + data.count(b"{") + data.count(b",")
        if items > ITEMS:
            raise LimitExceeded(f"JSON of {items} items; limit {ITEMS}")
    try:
        if lenient:
            return _LENIENT.decode(data.decode("utf-8", "replace"))
        return _STRICT.decode(data.decode("utf-8"))
    except ValueError as bad:
        raise Malformed(f"not JSON: {bad}") from bad
    except RecursionError as deep:
        raise LimitExceeded("JSON nested too deep") from deep


def parse_object(data: bytes, *, lenient: bool = False) -> dict[str, Any]:
    """The JSON object in `data`; raises what `parse` raises, `Malformed` for another value."""
    value = parse(data, lenient=lenient)
    if not isinstance(value, dict):
        raise Malformed("JSON, but not an object")
    return value


def parse_start(data: bytes) -> tuple[Any, int] | None:
    """The JSON value that `data` starts with, read leniently, and the byte behind it.

    None where there is none that ends in `data`, or where `parse` would raise a limit.
    """
    if sum(map(data.count, (b"[", b"{", b","))) > ITEMS:
        return None
    text = data.decode("utf-8", "surrogateescape")
    try:
        value, end = _LENIENT.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return value, len(text[:end].encode("utf-8", "surrogateescape"))


def items_of(text: str, at: int) -> Iterator[tuple[Any, int]]:
    """The values of an array from `at` on, and where each ends; until one is not whole."""
    for _ in range(len(text)):
        start = _BLANK.match(text, at)
        if start is None:
            return
        try:
            value, at = _LENIENT.raw_decode(text, start.end())
        except (ValueError, RecursionError):
            return
        yield value, at


def unescaped(inside: bytes) -> bytes:
    """What the inside of a JSON string spells, as UTF-8; itself where it is none."""
    if b"\\" not in inside:
        return inside
    try:
        text, _ = scanstring(inside.decode("utf-8") + '"', 0, False)  # noqa: FBT003 - the library's
    except ValueError:
        return inside
    spelled: bytes = text.encode("utf-8", "surrogatepass")
    return spelled


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs of an object, as a decoder's hook. Raises `ValueError` for a key twice."""
    seen = dict(pairs)
    if len(seen) != len(pairs):
        raise ValueError("a key occurs twice")
    return seen


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else math.inf


_STRICT = json.JSONDecoder(object_pairs_hook=unique, parse_constant=_refuse)
_LENIENT = json.JSONDecoder(parse_int=_integer)
