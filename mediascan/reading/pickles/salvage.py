"""What a pickle had built where its walk ended early."""

from mediascan.reading.pickles.machine import Machine
from mediascan.reading.pickles.values import Call, Mapping


def salvage(m: Machine) -> object:
    """The root as far as it was built: fills in what stands above each mark."""
    values = m.stack
    for below in reversed(m.metastack):
        target = below[-1] if below else None
        if isinstance(target, Mapping) or (isinstance(target, Call) and _keyed(values)):
            m.set_items(target, values[: len(values) // 2 * 2])
        elif isinstance(target, list | Call):
            m.extend(target, values)
        values = below or values
        if len(values) > 1 and isinstance(values[-1], Mapping):
            _attach(values)
    return values[0] if values else None


def _attach(values: list[object]) -> None:
    """Hand an object the attributes that BUILD was about to give it."""
    made, state = values[-2:]
    if isinstance(made, Call) and made.state is None and not made.pairs:
        made.state = state
        values.pop()


def _keyed(values: list[object]) -> bool:
    return bool(values) and isinstance(values[0], str)
