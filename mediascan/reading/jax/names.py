"""Names of JAX: of number types and their sizes, of optimizers by what their state is called."""

from collections.abc import Iterable

from mediascan.model.facts import Facts

ITEM_BYTES = {  # of the dtypes of numpy and ml_dtypes
    **dict.fromkeys(("bool", "int8", "uint8", "int4", "uint4", "int2", "uint2"), 1),
    **dict.fromkeys(("float8_e4m3fn", "float8_e5m2", "float8_e4m3b11fnuz", "float8_e4m3"), 1),
    **dict.fromkeys(("float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e3m4", "float8_e8m0fnu"), 1),
    **dict.fromkeys(("float4_e2m1fn", "float6_e2m3fn", "float6_e3m2fn"), 1),
    **dict.fromkeys(("int16", "uint16", "float16", "bfloat16"), 2),
    **dict.fromkeys(("int32", "uint32", "float32"), 4),
    **dict.fromkeys(("int64", "uint64", "float64", "complex64"), 8),
    "complex128": 16,
}
_SHORT = {"f2": "float16", "f4": "float32", "f8": "float64", "b1": "bool", "u1": "uint8"} | {
    f"{letter}{size}": f"{name}{8 * size}"
    for letter, name in (("i", "int"), ("u", "uint"))
    for size in (1, 2, 4, 8)
}
_OPTIMIZERS = (  # names that stand in the state -> the optimizer; optax, flax.optim and T5X
    ({"v_row", "v_col"}, "Adafactor"),
    ({"mu", "nu"}, "Adam"),
    ({"grad_ema", "grad_sq_ema"}, "Adam"),
    ({"diagonal_statistics"}, "Shampoo"),
    ({"trace"}, "SGD with momentum"),
    ({"sum_of_squares"}, "Adagrad"),
    ({"momentum"}, "SGD with momentum"),
)


def numpy_name(dtype: str) -> str:
    """The long name of a dtype: "float32" for "<f4"; others as they are."""
    return _SHORT.get(dtype.lstrip("<>|="), dtype)


def optimizer_of(keys: Iterable[str]) -> str:
    """The optimizer whose state has `keys`, with those that tell so; empty where none does."""
    held = set(keys)
    for names, optimizer in _OPTIMIZERS:
        if names <= held:
            return f"{optimizer} ({', '.join(sorted(names))})"
    return ""


def add_optimizer(facts: Facts, keys: Iterable[str]) -> None:
    """Tell which optimizer it is, where `keys` of its state say so."""
    if optimizer := optimizer_of(keys):
        facts["optimizer"] = optimizer
