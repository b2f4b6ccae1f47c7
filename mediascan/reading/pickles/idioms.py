"""A call of a dangerous name that does nothing dangerous, because a framework writes it so."""

from mediascan.reading.pickles.values import Call, Mapping


def is_idiom(arguments: object) -> bool:
    """Whether `eval` is to look up the only name of a dictionary: so Paddle pickles a tensor.

    paddle/framework/io.py, reduce_DenseTensor: `(eval, ("data", {"data": data}))`.
    """
    match arguments:
        case ("data", Mapping(pairs=["data", Call()])):
            return True
    return False
