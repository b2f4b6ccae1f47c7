"""Pickle opcodes that push a number, a text or bytes. Handlers as opcodes.py says."""

import struct
from collections.abc import Callable

from mediascan.model.errors import Malformed
from mediascan.reading.pickles.machine import LITERAL, Machine
from mediascan.reading.pickles.values import UNKNOWN, Skipped

Handler = Callable[[Machine], None]

_DOUBLE = struct.Struct(">d")
_LONGEST = 1024  # bytes of one whole number; torch's own magic number has 10
_PROTO = b"\x80"  # how a pickle inside bytes begins
_SPELLED = "\x80".encode()  # the same where protocol 2 spells bytes as a text in Latin 1
_DIGITS = 2500  # of one whole number as text: 1,024 bytes are 2,467


def _constant(value: object) -> Handler:
    def push(m: Machine) -> None:
        m.stack.append(value)

    return push


def _binint(m: Machine) -> None:
    pos = m.pos
    m.pos = pos + 4
    m.stack.append(int.from_bytes(m.data[pos : pos + 4], "little", signed=True))


def _binint1(m: Machine) -> None:
    m.stack.append(m.data[m.pos])
    m.pos += 1


def _binint2(m: Machine) -> None:
    pos = m.pos
    m.pos = pos + 2
    m.stack.append(int.from_bytes(m.data[pos : pos + 2], "little"))


def _binfloat(m: Machine) -> None:
    m.stack.append(_DOUBLE.unpack_from(m.data, m.pos)[0])
    m.pos += 8


def _long(width: int) -> Handler:
    def push(m: Machine) -> None:
        length = m.number(width)
        if width == 4 and length >> 31:
            raise Malformed("a whole number of negative length")
        if length > _LONGEST:
            m.note("a whole number of more than 1,024 bytes")
            m.literal(length)
            m.stack.append(UNKNOWN)
        else:
            m.stack.append(int.from_bytes(m.take(length), "little", signed=True))

    return push


def _int_text(m: Machine) -> None:
    text = m.line()
    if text in {b"00", b"01"}:
        m.stack.append(text == b"01")
    else:
        m.stack.append(_number(text))


def _long_text(m: Machine) -> None:
    m.stack.append(_number(m.line().removesuffix(b"L")))


def _number(text: bytes) -> int:
    """As CPython reads it: with 0x for sixteen and 0 in front for eight."""
    try:
        return decimal(text)
    except ValueError:
        text = text.strip()
        return int(text, 8 if text[:2].isdigit() else 0)


def decimal(text: bytes) -> int:
    if len(text) > _DIGITS:
        raise Malformed(f"a whole number of {len(text)} digits")
    return int(text)


def _float_text(m: Machine) -> None:
    m.stack.append(float(m.line()))


def _unicode(width: int) -> Handler:
    def push(m: Machine) -> None:
        pos = m.pos
        length = int.from_bytes(m.data[pos : pos + width], "little")
        m.pos = pos + width
        raw = m.literal(length)
        if (raw.head if isinstance(raw, Skipped) else raw)[:2] == _SPELLED:
            m.nest(length, spelled=True)
        m.stack.append(raw if isinstance(raw, Skipped) else raw.decode("utf-8", "surrogatepass"))

    return push


def _bytes(width: int) -> Handler:
    def push(m: Machine) -> None:
        m.stack.append(_raw(m, m.number(width)))

    return push


def _raw(m: Machine, length: int) -> bytes | Skipped:
    raw = m.literal(length)
    if (raw.head if isinstance(raw, Skipped) else raw)[:1] == _PROTO:
        m.nest(length, spelled=False)
    return raw


def _string(width: int) -> Handler:
    """A `str` of Python 2: text as often as bytes."""

    def push(m: Machine) -> None:
        raw = _raw(m, m.number(width))
        m.stack.append(raw if isinstance(raw, Skipped) else raw.decode("utf-8", "surrogateescape"))

    return push


def _string_text(m: Machine) -> None:
    text = m.line().strip()
    if len(text) < 2 or text[:1] != text[-1:] or text[:1] not in {b'"', b"'"}:
        raise Malformed("a text without quotes")
    text = text[1:-1]
    if len(text) > LITERAL:
        m.stack.append(Skipped(len(text), text[:64]))
    elif b"\\" in text:
        m.stack.append(text.decode("unicode_escape", "replace"))
    else:
        m.stack.append(text.decode("utf-8", "surrogateescape"))


def _unicode_text(m: Machine) -> None:
    text = m.line()
    if len(text) > LITERAL:
        m.stack.append(Skipped(len(text), text[:64]))
    else:
        m.stack.append(text.decode("raw_unicode_escape"))


LITERALS: dict[bytes, Handler] = {
    b"N": _constant(None),
    b"\x88": _constant(True),  # noqa: FBT003 - the value that the opcode pushes
    b"\x89": _constant(False),  # noqa: FBT003 - the value that the opcode pushes
    b"I": _int_text,
    b"L": _long_text,
    b"F": _float_text,
    b"J": _binint,
    b"K": _binint1,
    b"M": _binint2,
    b"\x8a": _long(1),
    b"\x8b": _long(4),
    b"G": _binfloat,
    b"S": _string_text,
    b"T": _string(4),
    b"U": _string(1),
    b"V": _unicode_text,
    b"\x8c": _unicode(1),
    b"X": _unicode(4),
    b"\x8d": _unicode(8),
    b"C": _bytes(1),
    b"B": _bytes(4),
    b"\x8e": _bytes(8),
    b"\x96": _bytes(8),
}
