"""The opcodes of pickle protocols 0 to 5, acted out on symbols.

Source: the table in CPython's Lib/pickletools.py. Nothing is imported or called: a name becomes a
`Global`, a call a `Call`. Handlers rely on the padding that machine.py describes; an empty
stack raises IndexError and a bad number ValueError, which `walk` turns into `Malformed`.
"""

from contextlib import suppress

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.reading.pickles.containers import CONTAINERS
from mediascan.reading.pickles.idioms import acquit
from mediascan.reading.pickles.literals import LITERALS, Handler
from mediascan.reading.pickles.machine import OPCODES, Machine
from mediascan.reading.pickles.raw_arrays import pass_array
from mediascan.reading.pickles.salvage import salvage
from mediascan.reading.pickles.unwalked import names_behind
from mediascan.reading.pickles.values import UNKNOWN, Call, Global, Mapping, Persistent, Walk
from mediascan.reading.window import Window

_NEWEST = 5
_RAW = "NumpyArrayWrapper"
_JOBLIB = frozenset({"joblib.numpy_pickle", "sklearn.externals.joblib.numpy_pickle"})
_ARRAYS = 20_000  # arrays of objects in one file
_LOOK = 16  # opcodes that one look costs at least
_LOOKED = 1_000_000  # opcodes acted out of what stands as numbers of arrays
_DEEPEST = 8  # arrays of objects inside one another


class Stopped(Exception):
    """The opcode STOP."""


def _stop(_m: Machine) -> None:
    raise Stopped


def _proto(m: Machine) -> None:
    if m.offset != m.start + 1:
        m.note("PROTO in the middle")
    m.protocol = m.number(1)
    if m.protocol > _NEWEST:
        raise Malformed(f"pickle protocol {m.protocol}")


def _frame(m: Machine) -> None:
    length = m.number(8)
    if m.offset + length > m.end:
        m.note("a frame longer than the file")
    if m.offset - 9 < m.frame_end:
        m.note("a frame inside a frame")
    m.frame_end = m.offset + length


def _global(m: Machine) -> None:
    module = m.name_line()
    m.stack.append(m.named(module, m.name_line()))


def _stack_global(m: Machine) -> None:
    name = m.stack.pop()
    m.stack[-1] = m.named(m.stack[-1], name)


def _reduce(m: Machine) -> None:
    arguments = m.stack.pop()
    m.stack[-1] = m.call(m.stack[-1], arguments)


def _newobj_ex(m: Machine) -> None:
    keywords = m.stack.pop()
    _reduce(m)
    made = m.stack[-1]
    if isinstance(made, Call) and isinstance(keywords, Mapping):
        made.items = [keywords]  # no copy: one mapping may be handed to very many calls


def _inst(m: Machine) -> None:
    module = m.name_line()
    found = m.named(module, m.name_line())
    values = m.mark()
    m.stack.append(m.call(found, tuple(values)))


def _obj(m: Machine) -> None:
    values = m.mark()
    m.stack.append(m.call(values[0], tuple(values[1:])))


def _build(m: Machine) -> None:
    state = m.stack.pop()
    target = m.stack[-1]
    if isinstance(target, Call):
        target.state = state
        kind = target.function
        if isinstance(kind, Global) and kind.name == _RAW and kind.module in _JOBLIB:
            _raw_array(m, target)
    elif target is not UNKNOWN:
        m.note("state given to something that is no object")


def _raw_array(m: Machine, wrapper: Call) -> None:
    """What follows is no opcode: the numbers of an array, or a pickle of its objects."""
    start = m.offset
    if not pass_array(m, wrapper).objects:
        if m.offset > start and not m.looking:
            _look_into_array(m, start, wrapper)
        return
    m.arrays += 1
    if m.depth >= _DEEPEST or m.arrays > _ARRAYS:
        raise LimitExceeded(f"more than {_ARRAYS} arrays of objects, or {_DEEPEST} nested")
    inner = Machine(m.window, start, m.depth + 1)
    inner.looked, inner.looking, inner.arrays = m.looked, m.looking, m.arrays
    try:
        _run(inner)
    finally:
        m.join(inner)
        m.pos = inner.offset - m.origin
    wrapper.items = [inner.stack[-1]]


def _look_into_array(m: Machine, start: int, wrapper: Call) -> None:
    """Whether the numbers would run, were the file loaded by pickle instead of joblib."""
    if m.looked > _LOOKED:
        m.note("numbers of arrays that were not looked into: they may run")
        return
    other = Machine(m.window, start, m.depth)
    other.looking = True  # and so does not look again: two ways at each array would be 2^n
    other.stack = [wrapper] * 3
    with suppress(InputFault, IndexError, ValueError):
        _run(other, _LOOKED)
    m.looked += other.count + _LOOK
    if other.calls:
        m.join(other)
        m.note("opcodes that would run stand as the numbers of an array")


def _persid(m: Machine) -> None:
    m.nodes += 1
    m.stack.append(Persistent(m.name_line()))


def _binpersid(m: Machine) -> None:
    m.nodes += 1
    m.stack[-1] = m.stored(m.stack[-1])


def _extension(width: int) -> Handler:
    def push(m: Machine) -> None:
        m.number(width)
        m.stack.append(m.named(None, None))
        m.note("a name from the extension registry, which no file tells")

    return push


def _next_buffer(m: Machine) -> None:
    m.note("an out-of-band buffer, which no file has")
    m.stack.append(UNKNOWN)


def _readonly_buffer(m: Machine) -> None:
    m.note("an out-of-band buffer, which no file has")


def _unknown(m: Machine) -> None:
    code = m.data[m.pos - 1]
    raise Malformed(f"0x{code:02x} at {m.offset - 1} is no pickle opcode")


_TABLE: list[Handler] = [_unknown] * 256
_CODES: dict[bytes, Handler] = {
    **LITERALS,
    **CONTAINERS,
    b".": _stop,
    b"\x80": _proto,
    b"\x95": _frame,
    b"c": _global,
    b"\x93": _stack_global,
    b"R": _reduce,
    b"\x81": _reduce,
    b"\x92": _newobj_ex,
    b"i": _inst,
    b"o": _obj,
    b"b": _build,
    b"P": _persid,
    b"Q": _binpersid,
    b"\x82": _extension(1),
    b"\x83": _extension(2),
    b"\x84": _extension(4),
    b"\x97": _next_buffer,
    b"\x98": _readonly_buffer,
}
for _code, _handler in _CODES.items():
    _TABLE[_code[0]] = _handler


def walk(window: Window, offset: int = 0) -> Walk:
    """The pickle at `offset`, up to its STOP or to where it cannot be followed any further.

    Never raises `InputFault`: a walk that ended early tells why, and what it had seen.
    """
    m = Machine(window, offset)
    fault: InputFault | None = None
    root: object = UNKNOWN
    try:
        _run(m)
        root = m.stack.pop()
        if m.stack or m.metastack:
            m.note("values left on the stack")
    except InputFault as bad:
        fault = bad
    except (IndexError, ValueError) as bad:  # an empty stack; a number or text that is none
        fault = Malformed(f"pickle: opcode before {m.offset}: {bad}")
    if fault:
        root = salvage(m)
    found = tuple(m.imports.values())
    if isinstance(fault, LimitExceeded):
        known = {one.path for one in found}
        behind = names_behind(window, m.offset)
        found += tuple(one for one in behind if one.path not in known)
    for one in found:
        acquit(one)
    end = min(m.offset, m.end)
    calls, more = tuple(m.calls), (m.called, tuple(m.nested), tuple(m.sources))
    return Walk(root, offset, end, m.protocol, m.count, found, calls, m.notes, fault, *more)


def _run(m: Machine, most: int = 0) -> None:
    """Act out opcodes up to STOP, at most so many."""
    most = most or OPCODES
    table = _TABLE
    try:
        for m.count in range(1, most + 1):
            if m.pos >= m.safe:
                m.refill()
            code = m.data[m.pos]
            m.pos += 1
            table[code](m)
    except Stopped:
        m.check()
        return
    raise LimitExceeded(f"pickle: more than {most} opcodes")
