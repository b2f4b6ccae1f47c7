"""A home of its own for each test, and keys that are made once."""

import shutil

import pytest

from mediascan.signing.private_key import new_key


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The key folder of this test; it is not there yet."""
    place = tmp_path / "home"
    monkeypatch.setenv("MEDIASCAN_HOME", str(place))
    return place


@pytest.fixture(scope="session")
def signer():
    return new_key()


@pytest.fixture(scope="session")
def other():
    return new_key()


@pytest.fixture(scope="session")
def openssl():
    found = shutil.which("openssl")
    if found is None:
        pytest.skip("no openssl command here: the cross-check with it is not possible")
    return found
