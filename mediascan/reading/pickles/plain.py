"""Objects of a walked pickle as text, where they stand for one value: paths, dates, enums, dtypes.

Settings of a run hold such objects beside plain numbers; all are made by calling a class on data.
"""

from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.pickles.values import Call, Global

_PARTS = 64  # of one path
_HARMLESS_CALLS = frozenset({"torch.device", "torch.Size", "builtins.set", "builtins.frozenset"})


def plain_of(value: object) -> str | int | float | bool | None:
    """`value` as a number or a text of at most TEXT_LENGTH; None where it is neither."""
    match value:
        case str():
            return value[:TEXT_LENGTH]
        case bool() | float():
            return value
        case int():
            return value if abs(value) < 1 << 64 else None
        case Global(module="torch", name=name):
            return name
        case Call(function=Global() as kind, arguments=tuple() as arguments):
            return _object(kind, arguments)
    return None


def _object(kind: Global, arguments: tuple[object, ...]) -> str | int | float | bool | None:
    if kind.module.startswith("pathlib") and "Path" in kind.name:
        parts = [one for one in arguments[:_PARTS] if isinstance(one, str)]
        return _path(parts, "\\" if "Windows" in kind.name else "/")
    if kind.module == "datetime":
        return _date(arguments)
    if kind.path in _HARMLESS_CALLS and arguments:
        return ":".join(str(one) for one in arguments if isinstance(one, (str, int)))[:TEXT_LENGTH]
    match arguments:  # an enum is its class called on its value
        case (str() | int() as only,):
            return plain_of(only)
    return None


def _path(parts: list[str], slash: str) -> str:
    if not parts:
        return ""
    first, rest = parts[0], parts[1:]
    joint = "" if first.endswith(slash) or not rest else slash
    return (first + joint + slash.join(rest))[:TEXT_LENGTH]


def _date(arguments: tuple[object, ...]) -> str | None:
    """A date or a time as `datetime` pickles them: year in two bytes, month, day, hour, ..."""
    match arguments:
        case (Call(function=Global(name="encode"), arguments=(str() as text, "latin1")), *_):
            return _date((text.encode("latin1", "replace"),))  # bytes in protocol 2
        case (bytes() as raw, *_) if len(raw) in (4, 10):
            year = int.from_bytes(raw[:2], "big")
            text = f"{year:04}-{raw[2] & 0x7F:02}-{raw[3]:02}"
            return text + (f"T{raw[4]:02}:{raw[5]:02}:{raw[6]:02}" if len(raw) == 10 else "")
    return None
