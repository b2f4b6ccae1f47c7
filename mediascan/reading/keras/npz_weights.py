"""Keras weights as NPZ: every array is a pickled dictionary of arrays, which loading would run."""

from itertools import islice

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.reading.numpy.npy_header import header_size, parse_header
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.values import Walk
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import Member, head, members, read_directory, unpacked_data

_ARRAYS = 64  # opened
_HEAD = 1024  # bytes that hold the header of an array


def add_arrays(facts: Facts, window: Window) -> None:
    """Tell in `facts` what loading the arrays would import. Raises an `InputFault` for no ZIP."""
    directory = read_directory(window)
    if directory is None:
        return
    walks = [
        one
        for member in islice(members(window, directory), _ARRAYS)
        if (one := _walk(window, member)) is not None
    ]
    facts["tensor_count"] = directory.count
    if walks:
        add_imports(facts, walks)


def _walk(window: Window, member: Member) -> Walk | None:
    try:
        data = head(window, member, _HEAD)
        if not header_size(data):
            return None
        array = parse_header(data)
        return walk(unpacked_data(window, member), array.start) if array.holds_objects else None
    except InputFault:
        return None
