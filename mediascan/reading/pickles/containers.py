"""Pickle opcodes that work on containers, the stack and the memo.

Handlers as opcodes.py says. A set is kept as a list, a frozen set as a tuple.
"""

from mediascan.reading.pickles.literals import Handler, decimal
from mediascan.reading.pickles.machine import Machine
from mediascan.reading.pickles.values import UNKNOWN, Global, Mapping


def _empty_list(m: Machine) -> None:
    m.nodes += 1
    m.stack.append([])


def _empty_dict(m: Machine) -> None:
    m.nodes += 1
    m.stack.append(Mapping())


def _list(m: Machine) -> None:
    m.nodes += 1
    values = m.mark()  # first, for it puts another stack in place
    m.stack.append(values)


def _append(m: Machine) -> None:
    value = m.stack.pop()
    m.extend(m.stack[-1], [value])


def _appends(m: Machine) -> None:
    values = m.mark()
    m.extend(m.stack[-1], values)


def _dict(m: Machine) -> None:
    values = m.mark()
    made = Mapping()
    m.nodes += 1
    m.set_items(made, values)
    m.stack.append(made)


def _setitem(m: Machine) -> None:
    value = m.stack.pop()
    key = m.stack.pop()
    m.set_items(m.stack[-1], [key, value])


def _setitems(m: Machine) -> None:
    values = m.mark()
    m.set_items(m.stack[-1], values)


def _empty_tuple(m: Machine) -> None:
    m.stack.append(())


def _tuple(m: Machine) -> None:
    values = m.mark()
    m.nodes += 1
    m.stack.append(tuple(values))


def _tuple1(m: Machine) -> None:
    m.nodes += 1
    m.stack[-1] = (m.stack[-1],)


def _tuple2(m: Machine) -> None:
    m.nodes += 1
    second = m.stack.pop()
    m.stack[-1] = (m.stack[-1], second)


def _tuple3(m: Machine) -> None:
    m.nodes += 1
    third = m.stack.pop()
    second = m.stack.pop()
    m.stack[-1] = (m.stack[-1], second, third)


def _mark(m: Machine) -> None:
    m.metastack.append(m.stack)
    m.stack = []


def _pop(m: Machine) -> None:
    if m.stack:
        m.stack.pop()
    else:
        m.mark()


def _pop_mark(m: Machine) -> None:
    m.mark()


def _dup(m: Machine) -> None:
    m.stack.append(m.stack[-1])
    if m.watching:
        _count_use(m.stack[-1])


def _binput(m: Machine) -> None:
    m.memo[m.data[m.pos]] = m.stack[-1]
    m.pos += 1


def _long_binput(m: Machine) -> None:
    m.memo[m.number(4)] = m.stack[-1]


def _put(m: Machine) -> None:
    m.memo[decimal(m.line())] = m.stack[-1]


def _memoize(m: Machine) -> None:
    m.memo[len(m.memo)] = m.stack[-1]


def _binget(m: Machine) -> None:
    _recall(m, m.data[m.pos])
    m.pos += 1


def _long_binget(m: Machine) -> None:
    _recall(m, m.number(4))


def _get(m: Machine) -> None:
    _recall(m, decimal(m.line()))


def _count_use(value: object) -> None:
    if isinstance(value, Global):
        value.uses += 1


def _recall(m: Machine, key: int) -> None:
    try:
        value = m.memo[key]
    except KeyError:
        m.note("a memo that was never filled")
        value = UNKNOWN
    if m.watching:
        _count_use(value)
    m.stack.append(value)


CONTAINERS: dict[bytes, Handler] = {
    b"]": _empty_list,
    b"\x8f": _empty_list,
    b"l": _list,
    b"a": _append,
    b"e": _appends,
    b"\x90": _appends,
    b"}": _empty_dict,
    b"d": _dict,
    b"s": _setitem,
    b"u": _setitems,
    b")": _empty_tuple,
    b"t": _tuple,
    b"\x91": _tuple,
    b"\x85": _tuple1,
    b"\x86": _tuple2,
    b"\x87": _tuple3,
    b"(": _mark,
    b"0": _pop,
    b"1": _pop_mark,
    b"2": _dup,
    b"p": _put,
    b"q": _binput,
    b"r": _long_binput,
    b"\x94": _memoize,
    b"g": _get,
    b"h": _binget,
    b"j": _long_binget,
}
