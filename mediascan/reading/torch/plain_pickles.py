"""A pickle that holds numbers, opened: arrays and tensors, imports, and what is wrong with it."""

from dataclasses import dataclass

from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.numpy.framework_arrays import any_array_of
from mediascan.reading.pickles.nested import Nested, nested_in
from mediascan.reading.pickles.report import add_imports, pickle_evidence, pickle_faults
from mediascan.reading.pickles.start import pickles_of
from mediascan.reading.pickles.values import Call, Walk
from mediascan.reading.torch.objects import Survey, add, look_at_root
from mediascan.reading.torch.report import object_facts
from mediascan.reading.torch.tensors import Storage, Tensor, tensor_of
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of one pickle or several; `root` is what the first one holds."""

    window: Window
    walks: list[Walk]
    every: list[Nested]
    found: Survey

    @property
    def root(self) -> object:
        return self.walks[0].root


def open_pickles(window: Window) -> Opened | None:
    """The pickles that the file is, with the tensors and arrays in all of them."""
    walks = pickles_of(window)
    if walks is None:
        return None
    found = Survey(read=any_tensor)
    look_at_root(walks[0].root, found)
    for one in walks:
        add(one.root, window.check_time, found)
    return Opened(window, walks, nested_in(window, walks), found)


def any_tensor(call: Call) -> Tensor | None:
    """A tensor of torch or an array of NumPy; its storage is what the file holds of it."""
    tensor = tensor_of(call)
    if tensor is not None:
        return tensor
    array = any_array_of(call)
    if array is None or not array.is_number or array.is_random_state:
        return None
    dtype, width = array.dtype.name, array.dtype.width
    storage = Storage(f"array {id(call):x}", dtype, width, array.stored // width)
    reach = array.size // width if array.stored else 0  # a list of objects has no bytes
    return Tensor(dtype, array.shape, storage, 0, width, reach)


def opened_facts(opened: Opened, *, numbers: bool = True) -> Facts:
    """Progress, settings, imports, texts that name people and places, and the tensors.

    Without `numbers` the tensors are left out: those beside a model that is kept in other ways.
    """
    facts = object_facts(opened.found)
    if not opened.found.optimizer:
        facts.pop("optimizer_state", None)
    if not (numbers and opened.found.tensor_count):
        facts.pop("tensor_count", None)
        facts.pop("parameter_count", None)
        facts.pop("dtypes", None)
        facts.pop("tensors", None)
    add_imports(facts, [one.walk for one in opened.every])
    if any(one.module == "numpy.random._pickle" for walk in opened.walks for one in walk.imports):
        facts["random_state"] = True
    traces = Traces()
    for name, text in opened.found.settings.items():
        traces.add(text, name)
    traces.say(facts)
    return facts


def opened_finding(format_id: str, kind: Kind, opened: Opened, facts: Facts) -> Finding:
    """The finding with the faults of the pickles and of their tensors."""
    last, found = opened.walks[-1], opened.found
    faults = pickle_faults(opened.every)
    behind = opened.window.size - last.end
    if behind and last.fault is None:
        facts["trailing_bytes"] = behind
        faults.append(Fault(FaultKind.MALFORMED, f"{behind} bytes behind the last pickle"))
    if found.outside:
        text = f"{found.outside} arrays announce more than the file holds of them"
        faults.append(Fault(FaultKind.MALFORMED, text))
    if found.stopped:
        text = f"the objects were not followed to their end: {found.stopped}"
        faults.append(Fault(FaultKind.LIMIT, text))
    return Finding(
        format_id,
        kind,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        tuple(pickle_evidence(opened.every)),
        tuple(faults),
    )
