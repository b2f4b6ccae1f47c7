import os
import shutil
import stat

import pytest

from mediascan.model.errors import UsageError
from mediascan.signing.home import home, key_folder
from mediascan.signing.public_key import from_raw, to_pem, write_public_key
from mediascan.signing.trust import add, find, trusted


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


posix = pytest.mark.skipif(os.name != "posix", reason="mode bits of POSIX")


def test_an_added_key_is_found_with_its_label(signer, other):
    added = add(from_raw(signer.public), "Bench 3, Hall B")
    assert find(signer.key_id) == added
    assert added.note.label == "Bench 3, Hall B"
    assert added.note.since.endswith("Z")
    assert find(other.key_id) is None
    add(from_raw(other.public), "")
    assert [one.key.key_id for one in trusted()] == sorted([signer.key_id, other.key_id])


def test_looking_makes_no_folder(folder, signer):
    assert trusted() == ()
    assert find(signer.key_id) is None
    assert not folder.exists()


def test_a_key_is_added_once(signer):
    add(from_raw(signer.public), "first")
    with pytest.raises(UsageError, match="already"):
        add(from_raw(signer.public), "second")
    assert find(signer.key_id).note.label == "first"


def test_a_key_that_was_deleted_can_be_added_again(folder, signer):
    add(from_raw(signer.public), "first")
    (folder / "trusted" / f"{signer.key_id}.pem").unlink()
    assert find(signer.key_id) is None
    assert add(from_raw(signer.public), "second").note.label == "second"
    assert find(signer.key_id).note.label == "second"


def test_a_key_put_there_by_hand_is_trusted(signer):
    write_public_key(key_folder("trusted") / f"{signer.key_id}.pem", from_raw(signer.public))
    assert find(signer.key_id).note.label == ""


def test_a_file_that_holds_another_key_is_refused(folder, signer, other):
    add(from_raw(signer.public), "Anna")
    path = folder / "trusted" / f"{signer.key_id}.pem"
    path.write_bytes(to_pem(from_raw(other.public)))
    with pytest.raises(UsageError, match=other.key_id):
        find(signer.key_id)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"key_id":7}', "[" * 100_000, "\udc80"])
def test_a_damaged_sidecar_is_said(folder, signer, text):
    add(from_raw(signer.public), "Anna")
    path = folder / "trusted" / f"{signer.key_id}.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match="json"):
        trusted()


def test_a_sidecar_of_another_key_is_refused(folder, signer, other):
    add(from_raw(signer.public), "Anna")
    add(from_raw(other.public), "Bela")
    place = folder / "trusted"
    shutil.copy(place / f"{signer.key_id}.json", place / f"{other.key_id}.json")
    with pytest.raises(UsageError, match="about another key"):
        trusted()


@posix
def test_the_folders_are_for_their_owner_alone(folder, signer):
    add(from_raw(signer.public), "Anna")
    assert _mode(folder) == _mode(folder / "trusted") == 0o700


@posix
@pytest.mark.parametrize("name", [".", "trusted"])
def test_a_store_that_others_may_write_to_is_refused(folder, signer, name):
    add(from_raw(signer.public), "Anna")
    (folder / name).chmod(0o770)
    with pytest.raises(UsageError, match="chmod go-w"):
        trusted()


def test_without_the_variable_the_folder_is_that_of_the_user(monkeypatch):
    monkeypatch.delenv("MEDIASCAN_HOME")
    assert home().name == "mediascan"
    assert home().is_absolute()


def test_a_home_that_cannot_be_made_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    for name in ("file", "file/below"):
        monkeypatch.setenv("MEDIASCAN_HOME", str(tmp_path / name))
        with pytest.raises(UsageError):
            key_folder()


def test_a_file_in_the_place_of_a_folder_is_said(signer):
    (key_folder() / "trusted").write_bytes(b"")
    with pytest.raises(UsageError, match="cannot make"):
        add(from_raw(signer.public), "Anna")
