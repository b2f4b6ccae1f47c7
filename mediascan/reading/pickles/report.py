"""What a walked pickle tells a reader: the names it would import and what it would call."""

from mediascan.model.facts import Facts
from mediascan.model.finding import Evidence, Fault, FaultKind, fault_of
from mediascan.model.limits import LIST_LENGTH, MESSAGE_LENGTH
from mediascan.reading.pickles.nested import Nested
from mediascan.reading.pickles.values import Call, Global, Mapping, Persistent, Skipped, Walk

_DEEPEST = 3
_ITEMS = 6
_TEXT = 200
_SPELLED = 4  # pieces of evidence and faults of one pickle
_FAULTS = 16


def add_imports(facts: Facts, walks: list[Walk]) -> None:
    """Tell in `facts` what loading these pickles would import and call, the dangerous first."""
    every = [one for walk in walks for one in walk.imports]
    ordered = sorted(every, key=lambda one: not one.dangerous)
    facts["imports"] = list(dict.fromkeys(one.path for one in ordered))[:LIST_LENGTH]
    tops = dict.fromkeys(one.module.partition(".")[0] for one in every)
    if tops:
        facts["packages"] = list(tops)[:LIST_LENGTH]
    bad = list(dict.fromkeys(one.path for one in ordered if one.dangerous))[:LIST_LENGTH]
    if bad:
        facts["dangerous_imports"] = bad
    calls = (_call(call, _DEEPEST) for walk in walks for _, call in walk.calls)
    shown = [text[:MESSAGE_LENGTH] for text in dict.fromkeys(calls)][:LIST_LENGTH]
    if shown:
        facts["dangerous_calls"] = shown


def pickle_faults(every: list[Nested]) -> list[Fault]:
    """Where a pickle ended before its STOP, and what no pickler writes."""
    faults = []
    for one in every:
        where = "pickle inside bytes: " if one.depth else ""
        if one.walk.fault is not None and not one.depth:
            faults.append(fault_of(one.walk.fault))
        for text, at in list(one.walk.notes.items())[:_SPELLED]:
            faults.append(Fault(FaultKind.MALFORMED, f"{where}{text}, at {at}"))
    return faults[:_FAULTS]


def pickle_evidence(every: list[Nested]) -> list[Evidence]:
    """The start of the first pickle, and where they name what they should not."""
    first = every[0]
    pieces = [first.window.evidence(first.walk.start, 64, "start of the pickle")]
    for one in every:
        if not one.placed:
            continue
        for bad in [found for found in one.walk.imports if found.dangerous][:_SPELLED]:
            start = max(0, bad.offset - 48)
            text = f"imports {bad.path}"
            pieces.append(one.window.evidence(start, bad.offset - start, text))
    return pieces


def _call(call: Call, depth: int) -> str:
    function = call.function.path if isinstance(call.function, Global) else "?"
    arguments = call.arguments if isinstance(call.arguments, tuple) else (call.arguments,)
    return f"{function}({_listed(arguments, depth)})"


def _listed(values: list[object] | tuple[object, ...], depth: int) -> str:
    shown = ", ".join(_brief(one, depth - 1) for one in values[:_ITEMS])
    return f"{shown}, ..." if len(values) > _ITEMS else shown


def _brief(value: object, depth: int) -> str:  # noqa: PLR0911 - one return a kind of value
    match value:
        case str() | bytes():
            return repr(value[:_TEXT])
        case None | bool() | float():
            return repr(value)
        case int():
            return str(value) if abs(value) < 1 << 64 else "a large number"
        case Global():
            return value.path
        case Skipped(length=length):
            return f"{length} bytes"
        case list() | tuple() if depth > 0:
            return f"({_listed(value, depth)})"
        case Mapping(pairs=pairs) if depth > 0:
            return f"{{{_listed(pairs, depth)}}}"
        case Call() if depth > 0:
            return _call(value, depth)
        case Persistent():
            return "a stored object"
    return "..."
