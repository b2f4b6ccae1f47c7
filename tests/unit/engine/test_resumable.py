"""Digests that are saved in the middle and go on in another process, with libraries in C."""

import hashlib
import random

import pytest
from blake3 import blake3

from mediascan.engine import resumable
from mediascan.engine.resumable import Resumable, maker_of
from mediascan.model.reading import DIGESTS

DATA = random.Random(5).randbytes(1 << 20)
PEERS = {"blake3": blake3, "sha256": hashlib.sha256, "md5": hashlib.md5, "sha1": hashlib.sha1}


def maker(name):
    found = maker_of(name)
    if found is None:
        pytest.skip(f"no library here gives out the state of {name}")
    return found


@pytest.mark.parametrize("name", DIGESTS)
@pytest.mark.parametrize("at", [0, 1, 63, 64, 1024, 65_536, 700_001, len(DATA)])
def test_a_digest_goes_on_from_its_state(name, at):
    first, second = Resumable(maker(name)), Resumable(maker(name))
    first.update(bytearray(DATA[:at]))
    assert second.take_up(first.state())
    second.update(bytearray(DATA[at:]))
    assert second.digest() == PEERS[name](DATA).digest()
    assert second.digest() == PEERS[name](DATA).digest()
    assert first.digest() == PEERS[name](DATA[:at]).digest()


def test_openssl_is_there():
    assert maker_of("sha256") is not None


def test_the_state_of_another_library_is_not_taken_up():
    digest = Resumable(maker("sha256"))
    state = digest.state()
    assert not digest.take_up(b"OpenSSL 1 elsewhere" + state[state.index(b"\0") :])
    assert not digest.take_up(state[:-1])
    assert not digest.take_up(b"")


def test_a_library_that_computes_something_else_is_not_used():
    good = maker("sha256")
    wrong = resumable.Maker("x", good.start, lambda *_: None, good.finish, 32)
    assert resumable._passes(good, PEERS["sha256"])
    assert not resumable._passes(wrong, PEERS["sha256"])
