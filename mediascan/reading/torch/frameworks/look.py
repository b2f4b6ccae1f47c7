"""The facts of a training run: which framework wrote the pickle, and all that its card knows."""

from collections.abc import Callable
from functools import cache
from typing import cast

from mediascan.model.discover import constants
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.pickles.plain import plain_of
from mediascan.reading.torch import frameworks
from mediascan.reading.torch.frameworks.base import Framework, Node
from mediascan.reading.torch.frameworks.settings import Settings
from mediascan.reading.torch.optimizers import optimizers_in

# Keys that hold states of random number generators.
_RANDOM = frozenset(
    (
        *("rng", "rng_state", "rng_states", "cuda_rng_state", "torch_rng_state", "np_rng_state"),
        *("python_rng_state", "random_rng_state", "cpu_rng_state", "rng_tracker_states"),
        *("random_states", "random_state", "torch_manual_seed", "numpy_random_seed"),
        *("torch_cuda_manual_seed", "cuda_rng_states", "rng-state", "cuda", "cpu"),
    )
)
_FIRST = (
    *("framework", "model_name", "training_step", "epoch", "tokens_seen", "samples_seen"),
    *("max_steps", "optimizer", "master_weights", "learning_rate", "world_size", "rank"),
    *("rank_coordinates", "tensor_parallel", "pipeline_parallel", "data_parallel"),
    *("expert_parallel", "context_parallel", "data_paths", "host_names", "user_names"),
)
_SETTINGS = ("args", "cfg", "config", "hparams", "hyper_parameters", "opt", "train_args")


@cache
def all_frameworks() -> tuple[Framework, ...]:
    """Every card, the heaviest first."""
    every = constants(frameworks, "FRAMEWORK", Framework).values()
    return tuple(sorted(every, key=lambda one: (-one.weight, one.name)))


def training_facts(root: object, check_time: Callable[[], None]) -> Facts:
    """What `root` tells of the run that it is of; the framework first."""
    node = Node(root)
    card = next((one for one in all_frameworks() if one.proves(node)), None)
    facts = Facts()
    if card is not None:
        facts["framework"] = card.name
        for word, places in card.places.items():
            count = next((n for one in places if (n := node.whole(one)) is not None), None)
            if count is not None:
                facts[word] = count  # type: ignore[literal-required]  # a card names words of Facts
    settings = Settings()
    for place in card.settings if card else _SETTINGS:
        value = node.get(place) if place else root
        settings.add(value)
    optimizers = optimizers_in(root, check_time)
    optimizers.say(facts)
    if card is not None and card.say:
        card.say(node, facts)
    if "optimizer" not in facts and settings.optimizer:
        facts["optimizer"] = f"{settings.optimizer[:TEXT_LENGTH]} (by the settings)"
    settings.say(facts)
    if _has_random(node):
        facts["random_state"] = True
    noted = settings.noted | (_told(card, node) if card else {})
    if noted:
        facts["metadata"] = dict(list(noted.items())[:LIST_LENGTH])
    return _ordered(facts)


def _ordered(facts: Facts) -> Facts:
    """What is asked first stands first."""
    known: dict[str, object] = dict(facts)
    first = {word: known[word] for word in _FIRST if word in known}
    return cast("Facts", first | known)


def _told(card: Framework, node: Node) -> dict[str, str]:
    told = {one: plain_of(node.get(one)) for one in card.told}
    return {key: str(value)[:TEXT_LENGTH] for key, value in told.items() if value is not None}


def _has_random(node: Node) -> bool:
    keys = node.table.keys() & _RANDOM
    return bool(keys - {"cuda", "cpu"}) or {"python", "numpy", "cpu"} <= node.table.keys()
