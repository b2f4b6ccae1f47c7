import os
import stat
import subprocess
import sys
import tempfile

import pytest

from mediascan.model.errors import UsageError
from mediascan.signing import instrument
from mediascan.signing.instrument import instrument_key, own_public_key
from mediascan.signing.private_key import new_key
from mediascan.signing.public_key import from_raw, verify


def test_the_key_is_made_once_and_kept(folder):
    first = instrument_key()
    assert instrument_key() == first
    assert first.note.since.endswith("Z")
    assert first.note.key_id == first.signer.key_id
    assert not first.signer.protected
    assert [path.name for path in folder.iterdir()] == ["instrument"]


def test_its_public_half_can_be_asked_for_without_making_one(folder):
    assert own_public_key() is None
    assert not folder.exists()
    signer = instrument_key().signer
    assert own_public_key() == from_raw(signer.public)
    assert verify(own_public_key(), signer.sign(b"data"), b"data")


@pytest.mark.skipif(os.name != "posix", reason="mode bits of POSIX")
def test_the_private_key_is_for_its_owner_alone(folder):
    instrument_key()
    assert stat.S_IMODE((folder / "instrument").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "instrument/private.pem").stat().st_mode) == 0o600


def test_processes_that_start_at_once_get_one_key(folder):
    code = "from mediascan.signing.instrument import *; print(instrument_key().signer.key_id)"
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(6)
    ]
    found = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0] * 6
    assert len(found) == 1
    assert [path.name for path in folder.iterdir()] == ["instrument"]


def test_the_process_that_comes_second_takes_the_key_of_the_first(folder, monkeypatch):
    """The other process finishes between our look and our rename."""

    def make_first():
        monkeypatch.setattr(instrument, "new_key", new_key)
        instrument_key()
        return new_key()

    monkeypatch.setattr(instrument, "new_key", make_first)
    ours = instrument_key()
    assert own_public_key().key_id == ours.signer.key_id
    assert [path.name for path in folder.iterdir()] == ["instrument"]


def test_a_folder_that_another_program_filled_is_said(folder, monkeypatch):
    def fill_first():
        (folder / "instrument").mkdir()
        (folder / "instrument/something").write_bytes(b"")
        return new_key()

    monkeypatch.setattr(instrument, "new_key", fill_first)
    with pytest.raises(UsageError, match="cannot make"):
        instrument_key()
    assert [path.name for path in folder.iterdir()] == ["instrument"]


def test_a_home_that_cannot_be_written_to_is_said(monkeypatch):
    def refuse(**_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(UsageError, match="Permission denied"):
        instrument_key()


def test_a_key_that_is_gone_is_not_replaced_in_silence(folder):
    instrument_key()
    (folder / "instrument/private.pem").unlink()
    with pytest.raises(UsageError, match="does not exist"):
        instrument_key()


def test_a_failure_leaves_nothing_behind(folder, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        instrument_key()
    assert list(folder.iterdir()) == []
