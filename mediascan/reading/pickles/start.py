"""Whether a file is a pickle: a pickle has two bytes of signature, or none at all.

With its opcode PROTO (protocol 2 and later) a walk to STOP decides. Without it (protocols 0 and 1,
which an unpickler takes all the same) the first opcodes must fit, and the walk must also have
imported or called something, or have filled the file from its first byte to its last.
"""

import re

from mediascan.model.errors import Truncated
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.stacked import stack_of
from mediascan.reading.pickles.values import Walk
from mediascan.reading.window import Window

PROTO = b"\x80"
FIRST_OPCODES = b"(NILFSVPJKMGTUXBC])}c\x82\x83\x84\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x95\x96\x97"
_HEAD = 4096
_NAME = rb"[A-Za-z_][\w.]*\n"
_OPCODE = (
    rb"[(.012NR)\]}abdelostuQ\x81\x85-\x89\x8f-\x94\x97\x98]"
    rb"|[Kqh\x80\x82].|M..|\x83..|[Jrj\x84].{4}|G.{8}|\x95.{8}"
    rb"|[IpgLF][-+.\w \t]+\n|V[^\n]*\n|P[^\n\0]*\n|S(?:'[^\n]*'|\"[^\n]*\")\n"
    rb"|[ci]" + _NAME + _NAME
)
_COUNTED = rb"[UC\x8a\x8c]|[TXB\x8b]...\0|[\x8d\x8e\x96].....\0\0\0"  # text or bytes follow
_COUNTED += rb"|[SV][^\n]{2000}|P[^\n\0]{2000}"
_LIKELY = re.compile(  # a PNG starts with opcodes, too, but its seventh byte is none
    rb"(?!\x89PNG\r\n\x1a)(?:" + _OPCODE + rb"){0,2}(?:" + _COUNTED + rb"|" + _OPCODE + rb")",
    re.DOTALL,
)
_MEMOIZED = re.compile(rb"(?:[\]}]|\([dl])(?:q[\0\1]|p[01]\n)")  # as the old picklers begin
_FEW = 8  # opcodes: about as unlikely in random bytes as four fixed bytes
_MANY = 64
_IDENTIFIER = re.compile(r"[^\W\d][\w.]*")


def pickles_of(window: Window) -> list[Walk] | None:
    """The pickles that the file is, each walked; None where it is none."""
    return window.once(_pickles_of)  # a dozen formats ask, and a walk may take seconds


def may_be_pickle(head: bytes) -> bool:
    """Whether the first bytes of a file are opcodes."""
    if not head.startswith(PROTO):
        return _LIKELY.match(head, 0, _HEAD) is not None
    return len(head) >= 3 and head[1] <= 5 and _LIKELY.match(head, 2, _HEAD) is not None


def _pickles_of(window: Window) -> list[Walk] | None:
    head = window.upto(0, _HEAD)
    headed = head.startswith(PROTO)
    if not may_be_pickle(head):
        return None
    first = walk(window)
    if not (_is_headed(window, first, head) if headed else _is_bare(window, first, head)):
        return None
    if first.fault is not None or first.end >= window.size:
        return [first]
    return stack_of(window, first)


def _is_headed(window: Window, first: Walk, head: bytes) -> bool:
    dangerous = any(one.dangerous for one in first.imports)
    if first.fault is None:
        whole = first.end == window.size or first.opcodes >= _FEW
        return whole or bool(first.imports) or len(stack_of(window, first)) > 1
    framed = head[2] == 0x95 and not any(head[8:11])  # less than a tebibyte
    return dangerous or first.opcodes >= (3 if framed else 2 * _FEW)


def _is_bare(window: Window, first: Walk, head: bytes) -> bool:
    fills = window.size - first.end <= 1  # a newline may follow, where a text was pasted
    if first.fault is None and first.imports:
        dangerous = any(one.dangerous for one in first.imports)
        named = all(_IDENTIFIER.fullmatch(one.module) for one in first.imports)
        return bool(first.calls) or (named and (first.called > 0 or (fills and dangerous)))
    if first.fault is None:
        return bool(fills and first.opcodes >= 3 and _MEMOIZED.match(head) and not first.notes)
    if first.calls:
        return True
    cut = isinstance(first.fault, Truncated) and first.opcodes >= _MANY
    return bool(cut and _MEMOIZED.match(head))
