"""Devices in memory, and what stock tools say of them."""

import shutil
import subprocess

import pytest

from mediascan.engine.states import states
from tests.conftest import reader

MIB = 1 << 20
TOOLS = "/usr/sbin:/sbin:/usr/bin:/bin"  # where stock tools are
SIZE = 64 * MIB


def needs(tool):
    return pytest.mark.skipif(not shutil.which(tool, path=TOOLS), reason=f"{tool} is missing")


def said(*command):
    """What a stock tool prints."""
    done = subprocess.run(
        command, capture_output=True, env={"PATH": TOOLS, "LC_ALL": "C"}, check=False
    )
    return done.stdout.decode()


def device(*parts, size=SIZE):
    """A device of `size` bytes with `parts`, each (offset, bytes)."""
    data = bytearray(size)
    for at, part in parts:
        start = at + size if at < 0 else at
        data[start : start + len(part)] = part
    return data


def only(data):
    (finding,) = states(reader(bytes(data)), len(data))
    return finding
