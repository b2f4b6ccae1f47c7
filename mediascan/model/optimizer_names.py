"""Names that say "this file holds optimizer state": what resumes a training run, not a model.

Sources: torch.optim state keys (Adam, AdamW, SGD, RMSprop, Adafactor), DeepSpeed ZeRO, Megatron-LM
distributed optimizer, PyTorch Lightning, HF Trainer, optax, llama.cpp training checkpoints, and
Paddle's optimizers (suffixes and keys of their state_dict).
"""

import re
from collections.abc import Iterable

SAMPLE = 8  # names kept as evidence
_STATE = re.compile(
    r"(?:^|[./_])(?:exp_avg(?:_sq)?|max_exp_avg_sq|momentum_buffer|square_avg|grad_avg|"
    r"exp_inf|exp_avg_sq_row|exp_avg_sq_col|fp32_param|fp32_from_fp16_params|adam_[mv]|"
    r"first_moments|second_moments|optimizer_states?|optimizer_state_dict|last_optimizer_state|"
    r"optim_states|base_optimizer_state|fp32_flat_groups|single_partition_of_fp32_groups|"
    r"param_groups|opt_state)(?:$|[./_])"
    r"|^(?:optimizer|optim|optimizers)(?:$|[./])"
    r"|_(?:moment[12](?:_max)?|beta[12]_pow_acc|velocity|mean_square|mean_grad|inf_norm)_\d+$"
    r"|^(?:master_weights|LR_Scheduler)$"
)
_WORDS = (  # one of them stands in every name that `_STATE` finds
    *("exp_", "moment", "square_avg", "grad_avg", "fp32_", "adam_", "optim", "param_groups"),
    *("opt_state", "single_partition", "pow_acc", "velocity", "mean_square", "mean_grad"),
    *("inf_norm", "master_weights", "LR_Scheduler"),
)


def may_be_optimizer(names: str) -> bool:
    """Whether one of many names, joined, can be of an optimizer: faster than a look at each."""
    return any(word in names for word in _WORDS)


def is_optimizer_name(name: str) -> bool:
    """Whether `name` is one that only optimizer state has."""
    return _STATE.search(name) is not None


def optimizer_evidence(names: Iterable[str]) -> list[str]:
    """Up to SAMPLE of `names` that only optimizer state has; empty when there is none."""
    found = []
    for name in names:
        if is_optimizer_name(name):
            found.append(name)
            if len(found) == SAMPLE:
                break
    return found
