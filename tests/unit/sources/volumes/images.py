"""Partitioned images, made by sfdisk, and the window over one."""

import subprocess

from mediascan.model.limits import Limits
from mediascan.reading.window import Window

MIB = 1 << 20


def blank(path, size):
    with path.open("wb") as file:
        file.truncate(size)
    return path


def sfdisk(path, script, *, size=64 * MIB, sector=512):
    """An image of `size` bytes with the table that `script` describes."""
    blank(path, size)
    command = ["sfdisk", "-q", "--sector-size", str(sector), str(path)]
    if sector == 512:
        command = ["sfdisk", "-q", str(path)]
    subprocess.run(command, input=script, text=True, check=True, capture_output=True)
    return path


def window_over(path):
    data = path.read_bytes()
    return Window.onto(lambda at, n: data[at : at + n], len(data), Limits())


def over(data):
    return Window.onto(lambda at, n: bytes(data[at : at + n]), len(data), Limits())
