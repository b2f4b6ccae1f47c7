"""Whether a walked pickle is PaddlePaddle's: its keys, its names of parameters, its pairs."""

import re
from collections.abc import Callable

from mediascan.reading.numpy.pickled import array_of
from mediascan.reading.pickles.graph import places
from mediascan.reading.pickles.mappings import table_of
from mediascan.reading.pickles.values import Call

NAMES, PIECES = "StructuredToParameterName@@", "UnpackBigParamInfor@@"
OPTIMIZER = re.compile(r".+_(moment[12]|beta1_pow_acc|velocity|mean_square|inf_norm)_\d+")
LOOKED = 4096  # keys of one dictionary looked at
_NAMED = re.compile(r".+_\d+(?:\.[wb]_\d+)?")  # linear_0.w_0, generated_tensor_0
_DEEPEST = 3


def is_paddle(root: object, check_time: Callable[[], None]) -> bool:
    for place in places(root, check_time):
        if place.depth > _DEEPEST:
            break
        table = table_of(place.value, LOOKED)
        if NAMES in table or PIECES in table or _is_named(place.value):
            return True
        if not place.depth and "LR_Scheduler" in table and any(map(OPTIMIZER.fullmatch, table)):
            return True
    return False


def _is_named(value: object) -> bool:
    """Whether it is a tensor as Paddle pickles one: `tuple((name, array))`."""
    match value:
        case Call(arguments=((str(name), Call() as array),)):
            return bool(_NAMED.fullmatch(name)) and array_of(array) is not None
    return False
