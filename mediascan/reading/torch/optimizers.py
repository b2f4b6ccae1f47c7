"""Which optimizer a torch pickle holds the state of, by the names of its state and its groups.

Names: torch/optim/*.py (2.13), bitsandbytes/optim, transformers/optimization.py (Adafactor), lion,
Megatron-LM core/optimizer, DeepSpeed runtime/zero, apex FusedAdam, Muon, SOAP, schedule-free.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from mediascan.model.facts import Facts
from mediascan.reading.pickles.mappings import entries_of, pairs_of, table_of
from mediascan.reading.pickles.plain import plain_of
from mediascan.reading.pickles.values import Call, Mapping

_MOST = 4096  # nodes looked at
_WIDE = 64  # entries of one dictionary
_DEEP = 9
_MASTERS = frozenset(  # a full-precision copy of the weights
    (
        *("fp32_from_fp16_params", "single_partition_of_fp32_groups", "fp32_flat_groups"),
        *("fp32_groups_flat", "master_param", "master_params", "master_weights", "fp32_param"),
        *("fp32_from_fp16", "fp32_groups", "master_weight", "fp32_params"),
    )
)
_STRONG = _MASTERS | frozenset(
    (
        *("exp_avg", "exp_avg_sq", "max_exp_avg_sq", "momentum_buffer", "exp_avg_sq_row"),
        *("exp_avg_sq_col", "exp_inf", "square_avg", "acc_delta"),
    )
)
# The first whose names are all there; those of the state before those of the groups.
_BY_STATE: tuple[tuple[str, str], ...] = (
    ("Adan", "exp_avg exp_avg_sq exp_avg_diff"),
    ("SOAP", "exp_avg exp_avg_sq GG Q"),
    ("Adafactor (transformers)", "exp_avg_sq_row exp_avg_sq_col"),
    ("Adafactor (torch)", "row_var col_var"),
    ("8-bit Adam (bitsandbytes)", "state1 state2 qmap1"),
    ("8-bit Lion or momentum (bitsandbytes)", "state1 qmap1"),
    ("Adam (bitsandbytes)", "state1 state2"),
    ("NAdam", "exp_avg exp_avg_sq mu_product"),
    ("AMSGrad", "exp_avg max_exp_avg_sq"),
    ("Adamax", "exp_avg exp_inf"),
    ("Schedule-free Adam", "z exp_avg_sq"),
    ("Prodigy", "exp_avg exp_avg_sq p0"),
    ("Sophia", "exp_avg hessian"),
    ("Adam", "exp_avg exp_avg_sq"),
    ("Adadelta", "square_avg acc_delta"),
    ("RMSprop", "square_avg"),
    ("Rprop", "prev step_size"),
    ("ASGD", "eta mu ax"),
    ("Lion", "exp_avg"),
    ("SGD with momentum", "momentum_buffer"),
    ("Adagrad", "sum step"),
)
_BY_GROUP: tuple[tuple[str, str], ...] = (
    ("Muon", "momentum ns_steps"),
    ("Adafactor", "clip_threshold decay_rate"),
    ("SGD", "momentum dampening nesterov"),
    ("RMSprop", "alpha centered"),
    ("Adadelta", "rho eps lr"),
    ("Adam", "betas eps"),
    ("Lion", "betas"),
)


@dataclass(slots=True)
class Optimizers:
    """What was seen of optimizers."""

    state: set[str] = field(default_factory=set)
    group: set[str] = field(default_factory=set)
    decoupled: bool = False
    rate: str = ""
    groups: int = 0

    @property
    def name(self) -> str:
        """The optimizer, or "" where nothing tells it."""
        name = _first(_BY_STATE, self.state)
        by_group = _first(_BY_GROUP, self.group)
        if name == "SGD with momentum" and by_group == "Muon":
            return "Muon"
        if not name or (name == "Lion" and by_group not in ("Lion", "")):
            name = by_group or name
        if name == "Adam" and self.group and "decoupled_weight_decay" in self.group:
            return "AdamW" if self.decoupled else "Adam"
        return name

    @property
    def masters(self) -> bool:
        return not _MASTERS.isdisjoint(self.state)

    def say(self, facts: Facts) -> None:
        name = self.name
        if name:
            by = sorted(self.state & _TELLING) or ["the names of its parameter groups"]
            facts["optimizer"] = f"{name} (by {', '.join(by[:3])})"
        if self.masters:
            facts["master_weights"] = True
        if self.rate and "learning_rate" not in facts:
            facts["learning_rate"] = self.rate


_TELLING = frozenset(word for _, words in _BY_STATE for word in words.split()) - {"step"}


def optimizers_in(root: object, check_time: Callable[[], None]) -> Optimizers:
    """The optimizers in `root`, breadth first and bounded."""
    found = Optimizers()
    seen: set[int] = set()
    waiting: deque[tuple[object, int]] = deque([(root, 0)])
    for count in range(_MOST):
        if not waiting:
            break
        if count % 512 == 0:
            check_time()
        value, depth = waiting.popleft()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, (list, tuple)):
            inside = list(islice(value, _WIDE))
        else:
            table = table_of(value, _WIDE)
            found.state |= table.keys() & _STRONG
            if "param_groups" in table:
                _take(found, table)
            inside = [one for _, one in islice(entries_of(value), _WIDE)]
        if depth < _DEEP:
            holders = (one for one in inside if isinstance(one, (Mapping, list, tuple, Call)))
            waiting.extend((one, depth + 1) for one in holders)
    return found


def _take(found: Optimizers, table: dict[str, object]) -> None:
    """The state dictionary of one optimizer."""
    for _, one in islice(entries_of(table.get("state")), _WIDE):
        if pairs_of(one):
            found.state |= table_of(one, _WIDE).keys()
    groups = table["param_groups"]
    if isinstance(groups, Mapping):  # by name: Composer, FSDP
        groups = [one for _, one in islice(entries_of(groups), _WIDE)]
    for group in groups[:_WIDE] if isinstance(groups, list) else ():
        here = table_of(group, _WIDE)
        found.groups += 1
        found.group |= here.keys()
        found.decoupled = found.decoupled or here.get("decoupled_weight_decay") is True
        rate = plain_of(here.get("lr"))
        if not found.rate and isinstance(rate, (int, float)):
            found.rate = f"{rate}"[:64]


def _first(table: tuple[tuple[str, str], ...], have: set[str]) -> str:
    return next((name for name, words in table if have.issuperset(words.split())), "")
