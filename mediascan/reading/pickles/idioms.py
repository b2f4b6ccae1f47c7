"""Calls of dangerous names that do nothing dangerous, because frameworks write them so.

Such a name counts as harmless only where it was used in no other way: each time that it came on
the stack, it was called as below.
"""

from mediascan.reading.pickles.values import Call, Global, Mapping, Skipped, Walk

WATCHED = frozenset({"builtins.eval", "__builtin__.eval", "torch.storage._load_from_bytes"})
_LOADER = "_load_from_bytes"
_PROTO = b"\x80"


def is_idiom(name: str, arguments: object) -> bool:
    """Whether a watched name is called with what makes it harmless.

    Paddle looks a tensor up: `eval("data", {"data": data})` (paddle/framework/io.py,
    reduce_DenseTensor). torch keeps a storage as bytes (torch/storage.py, `__reduce__`): harmless
    if the pickles in these bytes are.
    """
    match name, arguments:
        case "eval", ("data", Mapping(pairs=["data", Call()])):
            return True
        case "_load_from_bytes", (bytes() as data,):
            return data.startswith(_PROTO)
        case "_load_from_bytes", (Skipped() as data,):
            return data.head.startswith(_PROTO)
    return False


def acquit(found: Global) -> None:
    """Count a watched name as harmless, at once or once the pickles inside were walked."""
    if found.watched and found.uses == found.idioms:
        found.pending = found.name == _LOADER
        found.dangerous = found.pending


def acquit_pending(walk: Walk) -> None:
    """The pickles inside `walk` were walked, and are harmless."""
    for one in walk.imports:
        if one.pending:
            one.dangerous = False
