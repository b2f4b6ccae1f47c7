"""What a walked torch pickle holds: tensors with their names, optimizer state, progress, settings.

The tree comes from pickles/opcodes.py. It may be a graph with cycles: each node is visited once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mediascan.model.errors import LimitExceeded
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.model.optimizer_names import SAMPLE, optimizer_evidence
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.pickles.mappings import key_text, pairs_of
from mediascan.reading.pickles.values import Call, Global, Mapping, Persistent
from mediascan.reading.torch.frameworks.base import whole_of
from mediascan.reading.torch.frameworks.look import training_facts
from mediascan.reading.torch.tensors import (
    Storage,
    Tensor,
    id_text,
    pieces_of,
    scales_of,
    storage_of,
    tensor_of,
)

_DEEPEST = 60  # levels followed; a network of modules has about ten
_STEPS = ("global_step", "iteration", "iter_num", "global_steps", "num_updates", "step", "steps")
_SETTINGS = frozenset(  # what trainers call the settings of a run
    (
        *("args", "cfg", "config", "opt", "options", "dims", "hparams", "hyper_parameters"),
        *("model_args", "model_config", "train_args", "training_args", "ds_config"),
    )
)
_SILENT = frozenset({"_parameters", "_buffers", "_modules"})  # inside torch.nn.Module's state
_PLAIN = frozenset({"collections", "builtins", "__builtin__"})
_ASIDE = frozenset(  # neither states of random number generators nor scores are parameters
    (
        *("rng", "rng_state", "rng_states", "cuda_rng_state", "torch_rng_state", "random_states"),
        *("rng_tracker_states", "cuda_rng_states", "cpu_rng_state", "np_rng_state"),
        *("torch_manual_seed", "torch_cuda_manual_seed", "callbacks"),
    )
)
_RANDOM = {"python", "numpy", "cpu"}  # Hugging Face's file of such states has these keys
_CHECK = 4096  # nodes between looks at the clock


@dataclass(slots=True)
class Survey:
    """What was found in one pickle or several of one archive."""

    folder: str = ""  # put before each storage's key: pickles of one archive may number alike
    tensor_count: int = 0
    sample: list[tuple[str, Tensor]] = field(default_factory=list)
    storages: dict[str, Storage] = field(default_factory=dict)
    conflicts: int = 0  # storages named twice with different sizes
    outside: int = 0  # tensors that reach beyond their storage
    weights: dict[str, "Share"] = field(default_factory=dict)  # storage key -> parameters in it
    moments: dict[str, "Share"] = field(default_factory=dict)  # storage key -> optimizer values
    optimizer: list[str] = field(default_factory=list)  # names that say optimizer state
    root_keys: list[str] = field(default_factory=list)
    root_class: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    epoch: int | None = None
    step: int | None = None
    stopped: str = ""  # the limit that ended the walk
    step_tensor: Tensor | None = None  # holds the step, where no plain number tells it
    fingerprint: Fingerprint = field(default_factory=Fingerprint)  # of all tensors of the model
    training: Facts = field(default_factory=Facts)  # what the framework's own keys tell
    read: Callable[[Call], Tensor | None] = tensor_of  # what counts as a tensor
    stored: dict[str, Tensor] = field(default_factory=dict)  # kept outside, by persistent id


@dataclass(slots=True)
class Share:
    """Which parts of one storage are used, as elements of one dtype."""

    dtype: str
    capacity: int  # elements the storage can hold: more are views of the same
    parts: dict[str, int] = field(default_factory=dict)  # offset and elements as text -> elements

    @property
    def elements(self) -> int:
        return min(self.capacity, sum(self.parts.values()))


def elements_by_dtype(shares: dict[str, Share]) -> dict[str, int]:
    """Numbers held, by dtype: each storage counts once, however many tensors share it."""
    total: dict[str, int] = {}
    for share in shares.values():
        total[share.dtype] = total.get(share.dtype, 0) + share.elements
    return total


@dataclass(frozen=True, slots=True)
class _Place:
    """A node on the way: its value, where it stands and whether it is optimizer state."""

    value: object
    path: str
    key: str
    depth: int
    optimizer: bool
    part: bool = False  # of a tensor: it places or scales its numbers, and is no parameter


def survey(root: object, check_time: Callable[[], None], folder: str = "") -> Survey:
    """What `root` holds; as far as the time allows, which `check_time` tells by `LimitExceeded`."""
    found = Survey(folder)
    look_at_root(root, found)
    try:
        found.training = training_facts(root, check_time)
    except LimitExceeded as limit:
        found.stopped = str(limit)
    add(root, check_time, found)
    return found


def add(root: object, check_time: Callable[[], None], found: Survey) -> None:
    """Add the tensors of `root` to `found`; what stopped it is told there."""
    try:
        _walk(root, check_time, found)
    except LimitExceeded as limit:
        found.stopped = str(limit)


def _walk(root: object, check_time: Callable[[], None], found: Survey) -> None:
    seen: set[int] = set()
    aside = set(found.root_keys) >= _RANDOM
    first = _Place(root, "", "", 0, optimizer=False, part=aside)
    waiting: list[Iterator[_Place]] = [iter((first,))]
    count = 0
    while waiting:  # a level is walked by its iterator: a list of it could be very long
        here = next(waiting[-1], None)
        if here is None:
            waiting.pop()
            continue
        count += 1
        if count % _CHECK == 0:
            check_time()
        tensor = _tensor(found, here.value)
        if tensor is not None and here.part:
            _keep_storage(found, tensor.storage)
        elif tensor is not None:  # counted under each of its names, as a state_dict has it
            _add(found, here, tensor)
        if id(here.value) in seen:
            continue
        seen.add(id(here.value))
        if tensor is not None:
            waiting.append(_parts(here, scales_of(here.value)))
            continue
        storage = storage_of(here.value)
        if storage is not None:
            _keep_storage(found, storage)
        if here.depth < _DEEPEST:
            _note_optimizer(found, here)
            waiting.append(_children(found, here))


def _tensor(found: Survey, value: object) -> Tensor | None:
    if isinstance(value, Persistent):
        return found.stored.get(id_text(value.identity)) if found.stored else None
    return found.read(value) if isinstance(value, Call) else None


def _note_optimizer(found: Survey, here: _Place) -> None:
    """A name counts where something is in it: a stripped file may keep `optimizer: None`."""
    room = here.key and len(found.optimizer) < SAMPLE
    if room and _holds(here.value) and optimizer_evidence([here.key]):
        found.optimizer.append(here.path)


def _holds(value: object) -> bool:
    match value:
        case Mapping(pairs=pairs):
            return bool(pairs)
        case list() | tuple():
            return bool(value)
        case Call():
            return bool(value.pairs or value.items or value.state)
    return False


def _add(found: Survey, here: _Place, tensor: Tensor) -> None:
    found.tensor_count += 1
    if len(found.sample) < LIST_LENGTH:
        found.sample.append((here.path, tensor))
    if not here.optimizer:
        found.fingerprint.add(here.path, tensor.shape)
    if len(found.optimizer) < SAMPLE and optimizer_evidence([here.key]):
        found.optimizer.append(here.path)
    storage = tensor.storage
    if storage is None:
        return
    _keep_storage(found, storage)
    if here.optimizer and here.key == "step" and tensor.elements == 1 and not found.step_tensor:
        found.step_tensor = tensor
    capacity = storage.size // tensor.width if tensor.width else storage.elements
    shares = found.moments if here.optimizer else found.weights
    key = found.folder + storage.key
    share = shares.get(key)
    if share is None:
        share = shares[key] = Share(tensor.dtype, capacity)
    # text, because the hash of a text cannot be foreseen by who wrote the file
    share.parts[f"{tensor.offset:x} {tensor.elements:x}"] = tensor.elements
    if tensor.offset < 0 or tensor.reach > capacity:
        found.outside += 1


def _keep_storage(found: Survey, storage: Storage | None) -> None:
    if storage is None:
        return
    known = found.storages.setdefault(found.folder + storage.key, storage)
    if known.size != storage.size:
        found.conflicts += 1


def _children(found: Survey, here: _Place) -> Iterator[_Place]:
    value, deeper = here.value, here.depth + 1
    match value:
        case Mapping(pairs=pairs):
            yield from _entries(found, here, pairs)
        case list() | tuple():
            for number, one in enumerate(value):
                if _may_hold(one):
                    path = _join(here.path, str(number))
                    yield _Place(one, path, "", deeper, here.optimizer, here.part)
        case Call() if (pieces := pieces_of(value)) is not None:
            numbers, *places = pieces
            yield _Place(numbers, here.path, here.key, deeper, here.optimizer)
            yield from _parts(here, places)
        case Call():
            yield _Place(value.arguments, here.path, "", deeper, here.optimizer, here.part)
            if isinstance(value.state, (Call, Mapping, list, tuple)):
                yield _Place(value.state, here.path, here.key, deeper, here.optimizer, here.part)
            yield from _entries(found, here, value.pairs or [])
            yield _Place(value.items, here.path, "", deeper, here.optimizer, here.part)
        case Persistent():
            yield _Place(value.identity, here.path, "", deeper, here.optimizer)


def _parts(here: _Place, parts: Iterable[object]) -> Iterator[_Place]:
    """What belongs to the tensor `here` and is no parameter."""
    for one in parts:
        if isinstance(one, Call):
            yield _Place(one, here.path, "", here.depth + 1, here.optimizer, part=True)


def _may_hold(value: object) -> bool:
    return isinstance(value, (Call, Mapping, list, tuple, Persistent))


def _entries(found: Survey, here: _Place, pairs: list[object]) -> Iterator[_Place]:
    names = [key for key in pairs[: 2 * LIST_LENGTH : 2] if isinstance(key, str)]
    moments = here.optimizer or ("state" in names and "param_groups" in names)
    for key, value in _both(pairs):
        name = key_text(key)
        if moments and name == "step" and whole_of(value) is not None and found.step is None:
            found.step = whole_of(value)
        if not _may_hold(value):
            continue
        path = here.path if name in _SILENT else _join(here.path, name)
        inside = moments or bool(optimizer_evidence([name]))
        aside = here.part or name in _ASIDE
        yield _Place(value, path, name, here.depth + 1, inside, aside)


def look_at_root(root: object, found: Survey) -> None:
    """The keys, the class, the progress and the settings that stand at the top."""
    pairs = pairs_of(root)
    match root:
        case Call(function=Global() as kind) if kind.module not in _PLAIN:
            found.root_class = "" if tensor_of(root) else kind.path
    found.root_keys = [key_text(key) for key in pairs[: 2 * LIST_LENGTH : 2]]
    table = {key: value for key, value in _both(pairs) if isinstance(key, str)}
    found.epoch = whole_of(table.get("epoch"))
    for name in _STEPS:
        if found.step is None:
            found.step = whole_of(table.get(name))
    for key, value in table.items():
        _set(found, key, value)
        if key in _SETTINGS:
            for inner, one in _both(pairs_of(value)):
                _set(found, f"{key}.{key_text(inner)}", one)


def _set(found: Survey, name: str, value: object) -> None:
    if isinstance(value, int) and abs(value) >= 1 << 64:
        return
    if isinstance(value, (str, int, float)) and len(found.settings) < LIST_LENGTH:
        found.settings[name[:TEXT_LENGTH]] = str(value)[:TEXT_LENGTH]


def _both(pairs: list[object]) -> Iterator[tuple[object, object]]:
    return zip(pairs[::2], pairs[1::2], strict=True)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}"[-TEXT_LENGTH:] if path else name
