"""What stands behind the point where a limit ended a walk: only the worst names are looked for.

Who pads a pickle with millions of opcodes wants nobody to read on. Nothing is walked here, so only
whole import opcodes of modules that reach a shell or an interpreter count.
"""

import re

from mediascan.model.errors import InputFault
from mediascan.model.limits import MIB
from mediascan.reading.pickles.names import is_dangerous
from mediascan.reading.pickles.values import Global
from mediascan.reading.window import Window

_WORST = rb"(?:nt|os|posix|subprocess|builtins|__builtin__|runpy|pty|importlib|ctypes|shutil)"
_GLOBAL = re.compile(rb"c(" + _WORST + rb")\n([A-Za-z_]\w{1,40})\n[(qpr)X\x8c\x85\x94U0]")
_STACK_GLOBAL = re.compile(
    rb"\x8c.(" + _WORST + rb")\x94?\x8c.([A-Za-z_]\w{1,40})\x94?\x93", re.DOTALL
)
_PIECE = MIB
_PIECES = 64
_OVERLAP = 128  # bytes of one opcode and what follows it
_MOST = 16


def names_behind(window: Window, offset: int) -> list[Global]:
    """Dangerous names that are imported in the 64 MiB behind `offset`."""
    found: dict[tuple[str, str], Global] = {}
    for at in range(offset, min(window.size, offset + _PIECES * _PIECE), _PIECE):
        try:
            piece = window.upto(at, _PIECE + _OVERLAP)
        except InputFault:
            break
        for pattern in (_GLOBAL, _STACK_GLOBAL):
            for hit in pattern.finditer(piece):
                module, name = hit[1].decode(), hit[2].decode()
                if is_dangerous(module, name) and len(found) < _MOST:
                    here = at + hit.start()
                    found.setdefault((module, name), Global(module, name, here, dangerous=True))
    return list(found.values())
