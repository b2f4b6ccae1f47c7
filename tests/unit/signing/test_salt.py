import hashlib
import hmac

import pytest

from mediascan.signing.envelope import pae
from mediascan.signing.salt import PREFIX, SALT_BYTES, salt, secret_of


def test_a_salt_is_the_cut_hmac_of_the_row_index():
    secret = bytes(range(32))
    expected = hmac.new(secret, b"\0\0\0\0\0\1\0\2", hashlib.sha256).digest()[:16]
    assert salt(secret, 65538) == expected


def test_salts_of_many_rows_differ():
    assert len({salt(bytes(32), index) for index in range(10_000)}) == 10_000
    assert len(salt(bytes(32), 2**64 - 1)) == SALT_BYTES


@pytest.mark.parametrize("index", [-1, 2**64])
def test_an_index_that_no_row_has_is_our_bug(index):
    with pytest.raises(OverflowError):
        salt(bytes(32), index)


def test_the_secret_is_the_digest_of_a_signature_over_prefix_and_context(signer):
    expected = hashlib.sha256(signer.sign(b"mediascan salt v1\nrun 7")).digest()
    assert secret_of(signer.sign, b"run 7") == expected == signer.salt_secret(b"run 7")


def test_nothing_that_is_signed_for_others_can_be_the_message_of_a_salt():
    assert not pae("", b"").startswith(PREFIX[:1])
