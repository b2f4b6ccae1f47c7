"""What tells that a program of PaddlePaddle trains: operators, and names of variables.

Read off the programs that paddlepaddle 3.3 writes, and the accumulators in `paddle/optimizer/*.py`.
"""

import re
from collections.abc import Iterable

_OPERATORS = {
    *("adadelta", "adagrad", "adam", "adamax", "adamw", "asgd", "decayed_adagrad", "dgc_momentum"),
    *("dpsgd", "ftrl", "lamb", "lars_momentum", "merged_adam", "merged_momentum", "momentum"),
    *("nadam", "radam", "rmsprop", "rprop", "sgd"),
}
_STATE = re.compile(  # what an optimizer adds to the name of a parameter, and its own rate
    r"_(?:moment[12]?|moment2_max|beta[12]_pow_acc|velocity|inf_norm|mean_square|mean_grad|momentum|"
    r"avg_squared_(?:grad|update)|squared|linear)_\d+$|^learning_rate_\d+$",
    re.ASCII,
)


def is_state(name: str) -> bool:
    """Whether only an optimizer has a variable of this name."""
    return _STATE.search(name) is not None


def optimizer_of(operators: Iterable[str]) -> str:
    """Which optimizers are among the operators of a program; empty where none is."""
    found = sorted({kind.rstrip("_") for kind in operators} & _OPERATORS)
    return f"{', '.join(found)} (an operator of the program)" if found else ""
