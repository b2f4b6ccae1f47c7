"""Data types of PaddlePaddle, as its files number them: `VarType.Type` of `framework.proto`.

Source: https://github.com/PaddlePaddle/Paddle/blob/develop/paddle/fluid/framework/framework.proto
"""

TENSOR = 7  # DENSE_TENSOR, once LOD_TENSOR: the type of a variable that holds one
TYPES = {  # number -> name and bytes of one value
    0: ("bool", 1),
    1: ("int16", 2),
    2: ("int32", 4),
    3: ("int64", 8),
    4: ("float16", 2),
    5: ("float32", 4),
    6: ("float64", 8),
    19: ("size_t", 8),
    20: ("uint8", 1),
    21: ("int8", 1),
    22: ("bfloat16", 2),
    23: ("complex64", 8),
    24: ("complex128", 16),
    32: ("float8_e4m3fn", 1),
    33: ("float8_e5m2", 1),
}


def type_name(number: int) -> str:
    """The name of a type; one of our own where it is not known."""
    return TYPES[number][0] if number in TYPES else f"type {number}"
