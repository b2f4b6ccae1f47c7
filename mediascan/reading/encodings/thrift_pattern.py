"""Thrift's compact protocol as patterns: what `re` can walk over in one match, it walks fast.

A Parquet footer has a dozen small lists and structs for each column of each row group. A loop
needs some eleven seconds for the 64 MiB of a very large one, and half of that with these patterns.
They cover only short values in shallow structs; `thrift.py` walks over the others. None of
them ever goes back (`*+`, `(?>`), so their time is linear in the bytes, whatever these are.

Source: apache/thrift doc/specs/thrift-compact-protocol.md.
"""

import re
from functools import cache

_TEXT_BYTES = 48  # longest text covered
_NUMBERS = 14  # most numbers in a list covered: what fits into the half byte
_ITEMS = 3  # most texts or structs in a list covered
_VARINT = rb"[\x80-\xff]*+[\x00-\x7f]"
_TEXT = b"|".join(rb"\x%02x.{%d}" % (n, n) for n in range(_TEXT_BYTES))


def _list(most: int, types: bytes, item: bytes) -> bytes:
    """Lists of up to `most` values: a byte of the count and the type, then the values."""
    return b"|".join(rb"[%s](?>%s){%d}" % (_heads(n, types), item, n) for n in range(most + 1))


def _heads(high: int, types: bytes) -> bytes:
    """A character class's members: `high` in the high half byte, each of `types` in the low."""
    return b"".join(rb"\x%x%c" % (high, one) for one in types)


def _field(types: bytes, value: bytes) -> bytes:
    """A field that is one to fifteen ids behind the last, and its value."""
    return rb"[%s](?>%s)" % (b"".join(_heads(step, types) for step in range(1, 16)), value)


_SMALL_LIST = _list(_NUMBERS, b"456", _VARINT) + b"|" + _list(_ITEMS, b"8", _TEXT)
_FIELDS = b"|".join(
    (_field(b"456", _VARINT), _field(b"12", b""), _field(b"8", _TEXT), _field(b"9", _SMALL_LIST))
)
_STRUCT = rb"(?>%s)*+\x00" % _FIELDS


@cache
def small_struct() -> re.Pattern[bytes]:
    """The rest of a struct, from its first field on. Compiled at the first use: it takes 10 ms."""
    return re.compile(_STRUCT, re.DOTALL)


@cache
def small_list() -> re.Pattern[bytes]:
    """A list, from its head on."""
    return re.compile(_SMALL_LIST + b"|" + _list(_ITEMS, b"c", _STRUCT), re.DOTALL)
