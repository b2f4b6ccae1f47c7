import hashlib
import os
import stat
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from mediascan.model.errors import UsageError
from mediascan.signing import pbes2
from mediascan.signing.private_key import new_key, read_key, write_key
from mediascan.signing.public_key import from_raw, to_pem, verify

PASSPHRASE = "long gr\u00fcn horse".encode()


@pytest.fixture(scope="session")
def closed(tmp_path_factory, signer):
    """A key file with a passphrase: 600,000 iterations take their time, so one for all tests."""
    path = tmp_path_factory.mktemp("keys") / "closed.pem"
    write_key(path, signer, PASSPHRASE)
    return path


def test_a_plain_key_is_read_as_it_was_written(tmp_path, signer):
    write_key(tmp_path / "key.pem", signer, None)
    again = read_key(tmp_path / "key.pem", None)
    assert again == signer
    assert not again.protected
    assert again.sign(b"x") == signer.sign(b"x")


def test_a_protected_key_is_read_with_its_passphrase(closed, signer):
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in closed.read_bytes()
    for given in (PASSPHRASE, lambda: PASSPHRASE):
        again = read_key(closed, given)
        assert again.public == signer.public
        assert again.protected


def test_a_passphrase_is_asked_for_only_if_the_file_needs_one(tmp_path, signer):
    write_key(tmp_path / "key.pem", signer, None)
    read_key(tmp_path / "key.pem", lambda: pytest.fail("asked"))


def test_the_key_id_is_the_digest_of_the_public_key_info(signer):
    prefix = bytes.fromhex("302a300506032b6570032100")  # RFC 8410 section 4, as DER
    assert signer.key_id == hashlib.sha256(prefix + signer.public).hexdigest()


@pytest.mark.skipif(os.name != "posix", reason="mode bits of POSIX")
def test_a_key_file_is_for_its_owner_alone_whatever_the_umask(tmp_path, signer):
    before = os.umask(0)
    try:
        write_key(tmp_path / "key.pem", signer, None)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="mode bits of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_may_touch_is_refused_with_advice(tmp_path, signer, mode):
    write_key(tmp_path / "key.pem", signer, None)
    (tmp_path / "key.pem").chmod(mode)
    with pytest.raises(UsageError, match="chmod 600"):
        read_key(tmp_path / "key.pem", None)


def test_a_key_file_is_never_overwritten(tmp_path, signer, other):
    write_key(tmp_path / "key.pem", signer, None)
    with pytest.raises(UsageError, match="not overwritten"):
        write_key(tmp_path / "key.pem", other, None)
    assert read_key(tmp_path / "key.pem", None) == signer


def test_a_failed_write_leaves_no_file(tmp_path, signer, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        write_key(tmp_path / "key.pem", signer, None)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_passphrase_is_said_and_not_repeated(closed):
    for wrong in (b"swordfish", b"", PASSPHRASE + b"\n"):
        with pytest.raises(UsageError, match="the passphrase does not open") as caught:
            read_key(closed, wrong)
        assert "swordfish" not in str(caught.value)


def test_a_needed_passphrase_that_is_not_given_is_said(closed):
    with pytest.raises(UsageError, match="is protected"):
        read_key(closed, None)


@pytest.mark.parametrize("passphrase", [b"", b"a\nb", b"a\0", b"x" * 1024])
def test_a_passphrase_that_cannot_be_given_again_is_refused(tmp_path, signer, passphrase):
    with pytest.raises(UsageError, match="passphrase"):
        write_key(tmp_path / "key.pem", signer, passphrase)
    assert not (tmp_path / "key.pem").exists()


def _private(path, data):
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def test_what_is_not_an_ed25519_key_is_refused(tmp_path):
    p256 = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with pytest.raises(UsageError, match="not an Ed25519 key"):
        read_key(_private(tmp_path / "p256.pem", p256), None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"-----BEGIN PRIVATE KEY-----\n",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
        b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        b"x" * (1 << 17),
    ],
)
def test_a_damaged_key_is_refused(tmp_path, data):
    with pytest.raises(UsageError):
        read_key(_private(tmp_path / "key.pem", data), b"passphrase")


def test_a_key_file_that_is_missing_or_no_file_is_refused(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        read_key(tmp_path / "none.pem", None)
    with pytest.raises(UsageError):
        read_key(tmp_path, None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFO in folders")
def test_a_fifo_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "fifo", 0o600)
    with pytest.raises(UsageError, match="not a regular file"):
        read_key(tmp_path / "fifo", None)


def test_the_key_is_in_no_text(signer, tmp_path):
    write_key(tmp_path / "key.pem", signer, None)
    loaded = serialization.load_pem_private_key((tmp_path / "key.pem").read_bytes(), None)
    assert loaded.private_bytes_raw().hex() not in repr(signer)
    assert "_key" not in repr(signer)


def test_salt_secrets_are_the_same_for_the_same_run_and_key_only(signer, other):
    assert signer.salt_secret(b"run 1") == signer.salt_secret(b"run 1")
    three = {
        signer.salt_secret(b"run 1"),
        signer.salt_secret(b"run 2"),
        other.salt_secret(b"run 1"),
    }
    assert len(three) == 3


@pytest.mark.parametrize("size", [1, 15, 16, 17, 100, 200, 300, 70_000])
def test_every_length_is_closed_so_that_openssl_opens_it(tmp_path, openssl, monkeypatch, size):
    monkeypatch.setattr(pbes2, "ITERATIONS", 70_000)  # three bytes, but quick
    content = b"\x30\x03\x02\x01\x07" + bytes(size)
    (tmp_path / "in.der").write_bytes(pbes2.close(content, b"secret"))
    parsed = subprocess.run(
        [openssl, "asn1parse", "-inform", "DER", "-in", tmp_path / "in.der"],
        check=True,
        capture_output=True,
    )
    assert b":PBES2" in parsed.stdout
    assert b":PBKDF2" in parsed.stdout
    assert b":hmacWithSHA256" in parsed.stdout
    assert b":aes-256-cbc" in parsed.stdout
    last = parsed.stdout.splitlines()[-1].decode().replace("= ", "=").replace("= ", "=")
    assert f"l={(size + 5) // 16 * 16 + 16} " in last


def test_the_closed_key_has_the_iterations_that_we_promise(closed, openssl):
    shown = subprocess.run(
        [openssl, "asn1parse", "-in", closed], check=True, capture_output=True
    ).stdout
    assert b":0927C0" in shown  # 600,000
    assert b":aes-256-cbc" in shown


def test_cryptography_opens_what_we_write(closed, signer):
    loaded = serialization.load_pem_private_key(closed.read_bytes(), PASSPHRASE)
    assert isinstance(loaded, ed25519.Ed25519PrivateKey)
    assert loaded.public_key().public_bytes_raw() == signer.public


def test_openssl_opens_what_we_write_and_only_with_the_passphrase(
    closed, signer, openssl, tmp_path
):
    def public(passphrase):
        (tmp_path / "pass").write_bytes(passphrase + b"\n")
        return subprocess.run(
            [openssl, "pkey", "-in", closed, "-passin", f"file:{tmp_path / 'pass'}", "-pubout"],
            check=False,
            capture_output=True,
        )

    found = public(PASSPHRASE)
    assert found.returncode == 0
    assert found.stdout == to_pem(from_raw(signer.public))
    assert public(b"another").returncode != 0


def test_a_key_made_by_openssl_is_read(openssl, tmp_path):
    path = tmp_path / "key.pem"
    made = subprocess.run(
        [openssl, "genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:abc"],
        check=True,
        capture_output=True,
    )
    key = read_key(_private(path, made.stdout), b"abc")
    assert verify(from_raw(key.public), key.sign(b"data"), b"data")


def test_two_new_keys_differ():
    assert new_key().key_id != new_key().key_id
