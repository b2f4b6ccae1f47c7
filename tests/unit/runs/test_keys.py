import pytest

from mediascan.model.errors import UsageError
from mediascan.runs import keys
from mediascan.signing.private_key import read_key


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    place = tmp_path / "home"
    monkeypatch.setenv("MEDIASCAN_HOME", str(place))
    return place


def test_a_new_key_lies_beside_its_public_half_and_its_label(tmp_path):
    made = keys.new(tmp_path / "anna.pem", None, "Anna, Hall B")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"anna.pem", "anna.pub.pem", "anna.pub.json"}
    assert made.label == "Anna, Hall B"
    assert made.protected is False
    private, public = keys.show(made.path), keys.show(made.public_path)
    for shown in (private, public):
        assert (shown.key_id, shown.label, shown.since) == (made.key_id, made.label, made.since)
    assert public.public_pem == made.public_path.read_text()


def test_a_new_key_with_a_passphrase_asks_for_it(tmp_path):
    made = keys.new(tmp_path / "anna.pem", b"secret", "")
    assert made.protected
    assert keys.show(made.path, lambda: b"secret").key_id == made.key_id
    with pytest.raises(UsageError, match="is protected"):
        keys.show(made.path)


@pytest.mark.parametrize("there", ["anna.pem", "anna.pub.pem", "anna.pub.json"])
def test_nothing_is_written_if_one_of_the_files_is_there(tmp_path, there):
    (tmp_path / there).write_bytes(b"old")
    with pytest.raises(UsageError, match="not overwritten"):
        keys.new(tmp_path / "anna.pem", None, "")
    assert [path.name for path in tmp_path.iterdir()] == [there]


def test_a_key_without_a_path_is_kept_and_trusted_here(folder):
    made = keys.new(None, None, "Anna")
    assert made.path.parent == folder / "keys"
    assert read_key(made.path, None).key_id == made.key_id
    assert keys.known(made.key_id) == "trusted"
    assert keys.trusted()[0].label == "Anna"


def test_the_key_of_the_installation_is_shown_and_is_ours():
    shown = keys.show(None)
    assert shown.key_id == keys.show(None).key_id
    assert shown.since
    assert keys.known(shown.key_id) == "own"


def test_a_key_is_known_once_it_is_trusted(tmp_path):
    made = keys.new(tmp_path / "anna.pem", None, "Anna")
    assert keys.known(made.key_id) == ""
    added = keys.trust(made.public_path, "Anna at bench 3")
    assert added.label == "Anna at bench 3"
    assert keys.known(made.key_id) == "trusted"
    assert keys.trusted() == (added,)


def test_asking_whether_a_key_is_known_writes_nothing(folder):
    assert keys.known("0" * 64) == ""
    assert not folder.exists()


def test_a_private_key_cannot_be_trusted_by_mistake(tmp_path):
    made = keys.new(tmp_path / "anna.pem", None, "")
    with pytest.raises(UsageError, match="give the public one"):
        keys.trust(made.path, "")
