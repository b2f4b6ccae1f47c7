import base64
import copy
import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope as Oracle
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from mediascan.model.errors import TamperedError, UsageError
from mediascan.signing import envelope as module
from mediascan.signing.envelope import IN_TOTO, encode, open_envelope, pae, seal, verified_by
from mediascan.signing.private_key import new_key
from mediascan.signing.public_key import from_raw, to_pem

PAYLOAD = b'{"_type":"https://in-toto.io/Statement/v1"}'


@pytest.fixture(scope="module")
def sealed(signer, other):
    return seal(PAYLOAD, IN_TOTO, [signer, other])


def _public(*signers):
    return [from_raw(one.public) for one in signers]


def test_pae_is_that_of_the_specification():
    """DSSE protocol, section "Test Vectors"."""
    found = pae("http://example.com/HelloWorld", b"hello world")
    assert found == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_pae_counts_bytes_and_not_letters():
    assert pae("\u00e9", "\u00e9\u00e9".encode()) == b"DSSEv1 2 \xc3\xa9 4 \xc3\xa9\xc3\xa9"


@given(st.binary(max_size=200))
def test_what_was_sealed_opens_again(signer, payload):
    sealed = seal(payload, IN_TOTO, [signer])
    assert sealed.endswith(b"}\n")
    assert sealed.count(b"\n") == 1
    found = open_envelope(sealed)
    assert found.payload == payload
    assert encode(found) == sealed
    assert verified_by(found, _public(signer)) == tuple(_public(signer))


def test_the_order_of_the_signers_does_not_matter(sealed, signer, other):
    assert seal(PAYLOAD, IN_TOTO, [other, signer]) == sealed


def test_one_flipped_bit_anywhere_is_caught(sealed, signer, other):
    keys = _public(signer, other)
    assert verified_by(open_envelope(sealed), keys)
    for at in range(len(sealed)):
        for bit in range(8):
            bad = bytearray(sealed)
            bad[at] ^= 1 << bit
            with pytest.raises(TamperedError):
                verified_by(open_envelope(bytes(bad)), keys)


def test_a_cut_or_grown_envelope_is_caught(sealed):
    for at in range(len(sealed)):
        with pytest.raises(TamperedError):
            open_envelope(sealed[:at])
    for tail in (b"\n", b" ", b"\0", b"{}"):
        with pytest.raises(TamperedError):
            open_envelope(sealed + tail)


def test_a_signer_whose_key_is_not_at_hand_is_none(sealed, signer, other):
    found = dict(
        zip(open_envelope(sealed).signatures, verified_by(open_envelope(sealed), []), strict=True)
    )
    assert set(found.values()) == {None}
    assert set(verified_by(open_envelope(sealed), _public(other))) == {None, *_public(other)}


def test_a_signature_over_another_type_does_not_hold(signer):
    sealed = seal(PAYLOAD, "application/vnd.other+json", [signer])
    with pytest.raises(TamperedError, match="payloadType"):
        open_envelope(sealed)
    swapped = sealed.replace(b"vnd.other", b"vnd.in-toto")
    with pytest.raises(TamperedError, match="does not hold"):
        verified_by(open_envelope(swapped), _public(signer))


def test_two_key_ids_swapped_are_caught(signer, other):
    sealed = seal(PAYLOAD, IN_TOTO, [signer])
    renamed = sealed.replace(signer.key_id.encode(), other.key_id.encode())
    with pytest.raises(TamperedError, match="does not hold"):
        verified_by(open_envelope(renamed), _public(signer, other))
    with pytest.raises(TamperedError, match="another key made it"):
        verified_by(open_envelope(renamed), _public(signer))


def _changed(sealed, change):
    data = json.loads(sealed)
    change(data)
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _again(data):
    data["signatures"] *= 2


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(extra=1),
        lambda data: data.pop("payload"),
        lambda data: data.update(payload=7),
        lambda data: data.update(payload=data["payload"] + "===="),
        lambda data: data.update(payload="\u00e9\u00e9\u00e9\u00e9"),
        lambda data: data.update(payload="-_-_"),
        lambda data: data.update(payload="AAB="),  # two bits that say nothing
        lambda data: data.update(payloadType=None),
        lambda data: data.update(signatures=[]),
        lambda data: data.update(signatures={}),
        lambda data: data.update(signatures=[7]),
        lambda data: data["signatures"].reverse(),
        lambda data: data["signatures"][0].update(cert="x"),
        lambda data: data["signatures"][0].update(keyid=None),
        lambda data: data["signatures"][0].update(keyid="\ud800"),
        lambda data: data["signatures"][0].update(keyid="A" * 64),
        lambda data: data["signatures"][0].update(sig=None),
        _again,
    ],
)
def test_every_other_shape_is_refused(sealed, change):
    with pytest.raises(TamperedError):
        open_envelope(_changed(sealed, change))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null\n",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"1" * 10_000,
        b'{"payload":"AA==","payload":"AA=="}',
        b"\xff",
        b"NaN\n",
    ],
)
def test_hostile_json_is_refused(data):
    with pytest.raises(TamperedError):
        open_envelope(data)


def test_duplicate_keys_are_refused(sealed):
    with pytest.raises(TamperedError, match="not valid JSON"):
        open_envelope(sealed.replace(b'{"payload":', b'{"payload":"AA==","payload":', 1))


def test_pretty_printing_is_refused(sealed):
    with pytest.raises(TamperedError, match="not in the form"):
        open_envelope(json.dumps(json.loads(sealed), sort_keys=True).encode() + b"\n")


def test_an_envelope_above_the_limit_is_neither_written_nor_read(signer, monkeypatch, sealed):
    monkeypatch.setattr(module, "MAX_ENVELOPE", 100)
    with pytest.raises(UsageError, match="larger than 100"):
        seal(bytes(100), IN_TOTO, [signer])
    with pytest.raises(TamperedError, match="larger than 100"):
        open_envelope(sealed)


def test_no_signer_the_same_twice_and_too_many_are_refused(signer):
    for signers in ([], [signer, signer], [new_key() for _ in range(33)]):
        with pytest.raises(UsageError):
            seal(PAYLOAD, IN_TOTO, signers)
    crowd = [new_key() for _ in range(32)]
    keys = verified_by(open_envelope(seal(PAYLOAD, IN_TOTO, crowd)), _public(*crowd))
    assert {key.key_id for key in keys} == {one.key_id for one in crowd}


def _oracle_keys(*signers):
    return [
        SSlibKey(
            one.key_id,
            "ed25519",
            "ed25519",
            {"public": one.public.hex()},
        )
        for one in signers
    ]


def test_securesystemslib_verifies_what_we_seal(sealed, signer, other):
    found = Oracle.from_dict(copy.deepcopy(json.loads(sealed)))
    assert found.payload == PAYLOAD
    assert found.pae() == pae(IN_TOTO, PAYLOAD)
    accepted = found.verify(_oracle_keys(signer, other), threshold=2)
    assert set(accepted) == {signer.key_id, other.key_id}
    found.payload += b" "
    with pytest.raises(VerificationError):
        found.verify(_oracle_keys(signer, other), threshold=1)


def test_openssl_verifies_what_we_seal(sealed, signer, openssl, tmp_path):
    data = json.loads(sealed)
    signature = next(s["sig"] for s in data["signatures"] if s["keyid"] == signer.key_id)
    (tmp_path / "key").write_bytes(to_pem(from_raw(signer.public)))
    (tmp_path / "pae").write_bytes(
        b"DSSEv1 28 %b %d %b" % (IN_TOTO.encode(), len(PAYLOAD), PAYLOAD)
    )
    (tmp_path / "sig").write_bytes(base64.b64decode(signature))
    command = [openssl, "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", tmp_path / "key"]
    command += ["-in", tmp_path / "pae", "-sigfile", tmp_path / "sig"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
