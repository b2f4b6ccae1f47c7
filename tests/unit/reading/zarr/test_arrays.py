"""What the JSON of Zarr tells, and that no type in it is trusted."""

import pytest

from mediascan.model.errors import Malformed
from mediascan.reading.zarr.arrays import new_array, old_array, say_one

OLD = {
    "shape": [4, 2],
    "chunks": [2, 2],
    "dtype": "<f4",
    "compressor": {"id": "gzip", "level": 1},
    "filters": [{"id": "delta"}],
}
NEW = {
    "shape": [4, 2],
    "data_type": "bfloat16",
    "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 2]}},
    "codecs": [{"name": "bytes"}, {"name": "zstd"}],
}
ODD = (None, 1, 1.5, "x", [], {}, [[]], {"a": []}, True, [-1], [1 << 70])


@pytest.mark.parametrize(
    ("one", "size", "codecs"),
    [(old_array(OLD), 32, "gzip, delta"), (new_array(NEW), 16, "bytes, zstd")],
)
def test_an_array(one, size, codecs):
    facts = {}
    say_one(facts, one)
    assert (facts["shape"], facts["declared_bytes"], facts["compression"]) == ([4, 2], size, codecs)
    assert facts["metadata"] == {"chunks": "2, 2"}


@pytest.mark.parametrize("odd", ODD)
def test_no_type_is_trusted(odd):
    for read, right in ((old_array, OLD), (new_array, NEW)):
        for key in right:
            try:
                say_one({}, read({**right, key: odd}))
            except Malformed:
                continue
