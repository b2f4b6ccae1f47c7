import contextlib
import hashlib
import subprocess

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from mediascan.model.errors import TamperedError, UsageError
from mediascan.signing.private_key import new_key, write_key
from mediascan.signing.public_key import (
    from_pem,
    from_raw,
    read_public_key,
    to_pem,
    verify,
    write_public_key,
)

PEM = to_pem(from_raw(new_key().public))


def test_a_public_key_is_read_as_it_was_written(tmp_path, signer):
    key = from_raw(signer.public)
    write_public_key(tmp_path / "key.pub.pem", key)
    assert read_public_key(tmp_path / "key.pub.pem") == key
    assert key.key_id == signer.key_id


def test_a_file_may_have_other_line_ends_and_text_around(tmp_path):
    (tmp_path / "key.pem").write_bytes(b"from Anna\r\n" + PEM.replace(b"\n", b"\r\n"))
    assert read_public_key(tmp_path / "key.pem") == from_pem(PEM)


def test_one_flipped_bit_is_caught_or_gives_another_key():
    for at in range(len(PEM)):
        for bit in range(8):
            bad = bytearray(PEM)
            bad[at] ^= 1 << bit
            with contextlib.suppress(TamperedError):
                assert from_pem(bytes(bad)) != from_pem(PEM)


def test_the_known_signature_of_rfc_8032_holds():
    """RFC 8032 section 7.1, test 2: one byte 0x72."""
    key = from_raw(
        bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    )
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert verify(key, signature, b"\x72")
    assert not verify(key, signature, b"\x73")


@pytest.mark.parametrize("signature", [b"", bytes(64), b"\xff" * 64, bytes(63), bytes(65)])
def test_a_signature_of_any_shape_is_judged_without_an_error(signer, signature):
    assert verify(from_raw(signer.public), signature, b"data") is False


def test_verify_agrees_with_openssl(signer, openssl, tmp_path):
    (tmp_path / "key").write_bytes(to_pem(from_raw(signer.public)))
    (tmp_path / "data").write_bytes(b"data")
    (tmp_path / "sig").write_bytes(signer.sign(b"data"))
    command = [openssl, "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", tmp_path / "key"]
    command += ["-in", tmp_path / "data", "-sigfile", tmp_path / "sig"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    (tmp_path / "data").write_bytes(b"date")
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0


def test_the_key_id_is_what_openssl_and_sha256sum_say(signer, openssl):
    der = subprocess.run(
        [openssl, "pkey", "-pubin", "-outform", "DER"],
        input=to_pem(from_raw(signer.public)),
        check=True,
        capture_output=True,
    ).stdout
    assert hashlib.sha256(der).hexdigest() == signer.key_id


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PEM + PEM,
        PEM + b"\n",
        PEM.replace(b"\n", b"\r\n"),
        PEM[:40],
        PEM.replace(b"MCow", b"MCox"),
        b"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
        PEM + b"x" * (1 << 17),
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    ],
)
def test_what_is_not_one_ed25519_key_is_refused(data):
    with pytest.raises(TamperedError):
        from_pem(data)


@given(st.integers(0, len(PEM) - 1), st.binary(max_size=4), st.integers(0, 4))
def test_a_hostile_pem_raises_nothing_else(at, put, cut):
    with contextlib.suppress(TamperedError):
        from_pem(PEM[:at] + put + PEM[at + cut :])


def test_a_file_that_is_wrong_is_named(tmp_path, signer):
    (tmp_path / "bad.pem").write_bytes(b"nothing")
    with pytest.raises(UsageError, match=r"bad\.pem: this is not one public key"):
        read_public_key(tmp_path / "bad.pem")
    write_key(tmp_path / "key.pem", signer, None)
    with pytest.raises(UsageError, match="give the public one"):
        read_public_key(tmp_path / "key.pem")
