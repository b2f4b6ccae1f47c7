"""What opens encrypted volumes: the right bytes with the right key, and words for all else."""

import random
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from mediascan.model.errors import IncompleteError, InputFault, LimitExceeded, Malformed
from mediascan.sources.locks.base import KEY_BYTES, Key
from mediascan.sources.locks.bitlocker import open_bitlocker
from mediascan.sources.locks.luks1 import open_luks1
from mediascan.sources.locks.registry import all_locks, is_installed
from tests.cftt.images import needs, numbered
from tests.unit.sources.locks.images import CRYPTSETUP, MIB, PASSPHRASE, bitlocker, luks1, ntfs_like

pytest.importorskip("pyluksde", reason="the extra mediascan[disk] is not installed")
pytest.importorskip("pybde", reason="the extra mediascan[disk] is not installed")


@pytest.fixture(scope="module")
def volumes(tmp_path_factory):
    """By format: its lock's function, the encrypted bytes, and what is in them."""
    made = {}
    content = numbered(MIB)
    if Path(CRYPTSETUP).exists():
        path = luks1(tmp_path_factory.mktemp("luks") / "volume", content)
        made["luks"] = (open_luks1, path.read_bytes(), content)
    content = ntfs_like(8 * MIB)
    made["bitlocker"] = (open_bitlocker, bitlocker(content), content)
    return made


both = pytest.mark.parametrize(
    "kind", [pytest.param("luks", marks=needs("cryptsetup")), "bitlocker"]
)


def reader(data):
    def read_into(buffer, offset):
        part = data[offset : offset + len(buffer)]
        buffer[: len(part)] = part
        return len(part)

    return read_into


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key"
    path.write_text(PASSPHRASE + "\n")
    return Key(str(path))


@both
def test_every_byte_is_that_which_was_encrypted(volumes, kind, key):
    unlock, image, content = volumes[kind]
    plain = unlock(reader(image), len(image), key)
    assert plain.size == len(content)
    assert plain.read_at(0, plain.size) == content


@both
def test_reads_that_begin_and_end_anywhere_give_the_same_bytes(volumes, kind, key):
    unlock, image, content = volumes[kind]
    plain = unlock(reader(image), len(image), key)
    chance = random.Random(5)
    for _ in range(200):
        at, length = chance.randrange(len(content) + 10), chance.randrange(1, 9000)
        assert plain.read_at(at, length) == content[at : at + length]


@both
@pytest.mark.parametrize("wrong", [b"correct horsf", b"", b"\xff\xfe", b"1" * KEY_BYTES])
def test_a_wrong_key_opens_nothing(volumes, kind, tmp_path, wrong):
    unlock, image, _ = volumes[kind]
    path = tmp_path / "key"
    path.write_bytes(wrong)
    assert unlock(reader(image), len(image), Key(str(path))) is None


def test_a_recovery_password_of_another_volume_opens_nothing(volumes, tmp_path):
    unlock, image, _ = volumes["bitlocker"]
    path = tmp_path / "key"
    path.write_text("-".join(["111111"] * 8))
    assert unlock(reader(image), len(image), Key(str(path))) is None


@both
def test_a_volume_cut_anywhere_opens_or_says_why(volumes, kind, key):
    unlock, image, _ = volumes[kind]
    for end in (0, 1, 7, 8, 160, 511, 512, 591, 592, 4096, 70_000, MIB, len(image) - 512):
        try:
            plain = unlock(reader(image[:end]), end, key)
        except InputFault:
            continue
        if plain is not None and plain.size:
            with suppress(OSError):
                assert len(plain.read_at(0, 4096)) == min(plain.size, 4096)


@needs("cryptsetup")
def test_a_damaged_header_of_luks_ends_in_words(volumes, key):
    unlock, image, _ = volumes["luks"]
    chance = random.Random(3)
    opened = 0
    for _ in range(60):
        damaged = bytearray(image)
        damaged[chance.randrange(592)] ^= 1 << chance.randrange(8)
        try:
            plain = unlock(reader(bytes(damaged)), len(damaged), key)
        except InputFault:
            continue
        opened += plain is not None
    assert 0 < opened < 60


@needs("cryptsetup")
def test_slots_that_ask_for_years_are_not_tried(volumes, key):
    unlock, image, _ = volumes["luks"]
    bomb = bytearray(image)
    bomb[208 + 4 : 208 + 8] = b"\xff\xff\xff\xff"
    with pytest.raises(LimitExceeded, match="iterations"):
        unlock(reader(bytes(bomb)), len(bomb), key)
    bomb = bytearray(image)
    bomb[208 + 44 : 208 + 48] = b"\xff\xff\xff\xff"
    with pytest.raises(LimitExceeded, match="stripes"):
        unlock(reader(bytes(bomb)), len(bomb), key)


@needs("cryptsetup")
def test_of_luks2_it_is_said_what_to_do(tmp_path, key):
    path = tmp_path / "volume"
    path.write_bytes(bytes(32 * MIB))
    options = "--type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000"
    command = [CRYPTSETUP, "luksFormat", "-q", *options.split(), path, key.path]
    subprocess.run(command, check=True)
    image = path.read_bytes()
    with pytest.raises(Malformed, match="cryptsetup open --readonly"):
        open_luks1(reader(image), len(image), key)


def test_no_key_is_longer_than_its_limit(tmp_path):
    path = tmp_path / "key"
    path.write_bytes(b"1" * (KEY_BYTES + 1))
    with pytest.raises(IncompleteError, match="no key"):
        Key(str(path)).content()


def test_every_lock_names_the_library_that_is_installed():
    assert set(all_locks()) == {"luks", "bitlocker"}
    assert all(is_installed(one) for one in all_locks().values())
