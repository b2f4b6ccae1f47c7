"""Pickles kept as bytes inside a pickle: torch keeps tensors so, and attackers what they hide."""

from dataclasses import dataclass, replace

from mediascan.model.errors import InputFault
from mediascan.reading.pickles.idioms import acquit_pending
from mediascan.reading.pickles.machine import NESTED
from mediascan.reading.pickles.stacked import stack_of
from mediascan.reading.pickles.values import UNKNOWN, Walk
from mediascan.reading.window import Window

_MOST = 4096  # pickles inside: torch keeps each tensor as one
_DEEPEST = 8
_OPCODES = 1_000_000  # over all of them
_SPELLED = 1 << 16  # bytes of a text that are turned back into what it spells
_NOT_WALKED = "pickles inside bytes were not walked"


@dataclass(frozen=True, slots=True)
class Nested:
    """One pickle with the window that its offsets are of."""

    walk: Walk
    window: Window
    depth: int = 0  # 0 for the file itself
    placed: bool = True  # whether offsets are those of the file


def nested_in(window: Window, walks: list[Walk]) -> list[Nested]:
    """`walks` and all the pickles inside them, in turn; of those the names, not the objects."""
    found = [Nested(one, window) for one in walks]
    left = _OPCODES
    for here in found:  # which grows
        harmless = True
        for offset, length, spelled in here.walk.nested:
            if len(found) - len(walks) >= _MOST or left <= 0 or here.depth >= _DEEPEST:
                here.walk.notes[_NOT_WALKED] = offset
                harmless = False
                break
            inside = _inside(here.window, offset, length, spelled=spelled)
            stack = stack_of(inside) if inside else []
            harmless = harmless and _is_harmless(stack)
            left -= sum(one.opcodes for one in stack)
            for one in _legal(stack):
                less = replace(one, root=UNKNOWN)
                found.append(Nested(less, inside or window, here.depth + 1, not spelled))
        if harmless and len(here.walk.nested) < NESTED:  # else some may be missing there
            acquit_pending(here.walk)
    return found


def _is_harmless(stack: list[Walk]) -> bool:
    """Whether pickles in turn were all walked, and name nothing dangerous nor hide more pickles."""
    if not stack or stack[0].fault is not None:
        return False
    return not any(
        one.nested or one.notes or any(name.dangerous for name in one.imports) for one in stack
    )


def _inside(window: Window, offset: int, length: int, *, spelled: bool) -> Window | None:
    try:
        if not spelled:
            return window.cut(offset, length)
        text = window.upto(offset, min(length, _SPELLED)).decode("utf-8", "ignore")
    except InputFault:
        return None
    return Window.over(text.encode("latin-1", "ignore"), window.limits)


def _legal(walks: list[Walk]) -> list[Walk]:
    """Those that are pickles: other bytes may begin with the same one."""
    return [one for one in walks if one.calls or (one.fault is None and one.opcodes > 2)]
