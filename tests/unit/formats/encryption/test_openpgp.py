"""No packet of OpenPGP has a magic: random bytes behind its first ones must not be a message."""

import random

import pytest

from mediascan.formats.encryption.openpgp import FORMAT
from mediascan.model.errors import InputFault
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

FILES = FORMAT_FIXTURES / "openpgp"
STARTS = [sign.magic for sign in FORMAT.signatures if len(sign.magic) < 8]


def told(data):
    try:
        return FORMAT.examine(Window.over(data))
    except InputFault:
        return None


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.hex())
def test_random_bytes_are_no_message(start):
    chance = random.Random(start)
    assert not [n for n in range(1000) if told(start + chance.randbytes(200 + n % 300))]


def test_data_without_a_session_key_is_no_message():
    message = (FILES / "symmetric.gpg").read_bytes()
    assert told(message)
    assert not told(message[15:])


def test_a_text_tells_what_its_binary_form_would():
    keys = told((FILES / "armored.asc").read_bytes()).facts["protectors"]
    assert keys == told((FILES / "tiny.gpg").read_bytes()).facts["protectors"]
    assert len(keys) == 2
