"""What the encodings of MDS and LitData columns say: kinds of columns, tokens, pickles."""

import math
from collections.abc import Iterable, Mapping

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.model.training_columns import training_shape

_PICKLES = frozenset({"pkl", "pickle"})
_TOKENS = frozenset({"tokens", "input_ids", "token_ids"})
_PICTURES = frozenset({"jpeg", "png", "pil", "jpeg_array", "jpegarray", "tiff", "image"})
_SOUND = frozenset({"audio", "wav", "flac", "mp3"})
_FIXED = 3  # parts of "ndarray:uint16:2048"


def say_columns(facts: Facts, types: Mapping[str, str]) -> None:
    """Add the columns with their encodings, what they train, and which of them run code."""
    facts["columns"] = list(types)[:LIST_LENGTH]
    facts["column_types"] = dict(list(types.items())[:LIST_LENGTH])
    if shape := training_shape((*types, *kinds(types.values()))):
        facts["training_shape"] = shape
    if pickled := [name for name, one in types.items() if one in _PICKLES]:
        facts["needs_code"] = [f"column {name} is a pickle, which runs code" for name in pickled]


def say_tokens(facts: Facts, types: Mapping[str, str], samples: int) -> None:
    """Add the number of tokens where every sample has as many, by its encoding."""
    for name, encoding in types.items():
        parts = encoding.split(":")
        if name in _TOKENS and parts[0] == "ndarray" and len(parts) == _FIXED:
            sizes = parts[2].split(",")
            if all(one.isascii() and one.isdigit() and len(one) < 12 for one in sizes):
                length = math.prod(map(int, sizes))
                facts["sequence_length"] = length
                facts["token_count"] = length * samples
                return


def kinds(encodings: Iterable[str]) -> list[str]:
    """Names of columns that say what the encodings say."""
    names = {one.partition(":")[0].lower() for one in encodings}
    found = []
    if names & _PICTURES:
        found.append("image")
    if names & _SOUND:
        found.append("audio")
    return found
