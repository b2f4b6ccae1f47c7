"""Arrays of MXNet in the forms that the genuine file does not show."""

import struct

from mediascan.formats.checkpoints import mxnet_params
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window


def listed(*arrays):
    return struct.pack("<QQQ", 0x112, 0, len(arrays)) + b"".join(arrays) + bytes(8)


def shapes(data):
    finding = mxnet_params.examine(Window.over(data))
    return finding.confidence, [one["shape"] for one in finding.facts["tensors"]]


def test_arrays_of_before_version_1():
    old = struct.pack("<III iii", 2, 3, 4, 1, 0, 0) + bytes(48)
    assert shapes(listed(old, old)) == (Confidence.CONSISTENT, [[3, 4], [3, 4]])


def test_row_sparse_arrays_keep_some_rows_and_their_numbers():
    array = struct.pack("<Ii", 0xF993FAC9, 1)
    array += struct.pack("<iqq", 2, 2, 4) + struct.pack("<iqq", 2, 100, 4)
    array += struct.pack("<iii", 1, 0, 0) + struct.pack("<iiq", 6, 1, 2)
    assert shapes(listed(array + bytes(16 + 32))) == (Confidence.CONSISTENT, [[100, 4]])


def test_a_scalar_of_the_newest_form_has_no_dimensions():
    array = struct.pack("<Iii iii", 0xF993FACA, 0, 0, 1, 0, 0) + bytes(4)
    assert shapes(listed(array)) == (Confidence.CONSISTENT, [[]])
