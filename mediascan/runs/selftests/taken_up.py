"""A digest that was broken off goes on where it stood, and comes out the same."""

import hashlib

from mediascan.engine.resumable import Resumable, maker_of
from mediascan.runs.selftests.base import Check, pattern, same


def run() -> None:
    maker = maker_of("sha256")
    if maker is None:
        return  # then a large file is read again from its start, and the digest is right as well
    data = pattern(100_000)
    first, second = Resumable(maker), Resumable(maker)
    first.update(bytearray(data[:33_333]))
    if not second.take_up(first.state()):
        same("a state of this very library", "refused", "taken up")
    second.update(bytearray(data[33_333:]))
    same("SHA-256", second.digest(), hashlib.sha256(data).digest())


CHECK = Check("MEDIASCAN-02", "A digest that was broken off goes on and comes out the same.", run)
