"""VERIFY.txt is run under sh, as a stranger would, on a report and on damaged ones."""

import base64
import hashlib
import shutil
import subprocess

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mediascan.report.verify_text import VERIFY, verify_text
from tests.conformance import predicates

KEY = "instrument.pub.pem"
TYPE = b"application/vnd.in-toto+json"
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("sh", "openssl", "sha256sum"))), reason="needs the stock tools"
)


@pytest.fixture
def folder(tmp_path):
    """A whole report, signed by hand with a key made here; its texts are hostile."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key()
    predicate = predicates.hostile()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    predicate["signer"]["keyId"] = hashlib.sha256(der).hexdigest()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    files = {
        KEY: pem,
        VERIFY: verify_text(predicate),
        "manifest.jsonl.zst": b"\x28\xb5\x2f\xfd rows",
        "report.html": b"<!DOCTYPE html>",
    }
    payload = rfc8785.dumps(predicates.statement_of(predicate, files))
    signed = b"DSSEv1 %d %b %d %b" % (len(TYPE), TYPE, len(payload), payload)
    envelope = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": TYPE.decode(),
        "signatures": [
            {"keyid": "0" * 64, "sig": base64.b64encode(bytes(64)).decode()},
            {
                "keyid": predicate["signer"]["keyId"],
                "sig": base64.b64encode(key.sign(signed)).decode(),
            },
        ],
    }
    files["statement.json"] = payload
    files["statement.dsse.json"] = rfc8785.dumps(envelope) + b"\n"
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def run(folder):
    return subprocess.run(
        ["sh", VERIFY], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_whole_report_passes_every_check(folder):
    answer = run(folder)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.count("ok    ") == 6
    assert "ALL CHECKS HELD" in answer.stdout
    assert "FAIL" not in answer.stdout


@pytest.mark.parametrize(
    "name", [KEY, "manifest.jsonl.zst", "report.html", "statement.json", "statement.dsse.json"]
)
def test_one_flipped_bit_is_caught(folder, name):
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    answer = run(folder)
    assert answer.returncode == 1
    assert "A CHECK FAILED" in answer.stdout


def test_a_missing_file_is_caught(folder):
    (folder / "report.html").unlink()
    assert run(folder).returncode == 1


@pytest.mark.parametrize("name", ["extra.txt", ".hidden", "report.html~", "$(touch pwned)"])
def test_a_file_that_nobody_signed_is_caught(folder, name):
    (folder / name).write_bytes(b"")
    answer = run(folder)
    assert answer.returncode == 1
    assert not (folder / "pwned").exists()


def test_a_report_signed_with_another_key_is_caught(folder):
    other = Ed25519PrivateKey.generate().public_key()
    (folder / KEY).write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert run(folder).returncode == 1


@pytest.mark.parametrize(
    "path", [("signer", "keyId"), ("signer", "publicKey"), ("manifest", "file")]
)
def test_nothing_but_harmless_words_gets_into_a_command(path):
    predicate = predicates.clear()
    predicate[path[0]][path[1]] = "$(reboot)"
    with pytest.raises(ValueError, match="shell"):
        verify_text(predicate)


def test_prose_is_comment_and_the_text_is_ascii():
    text = verify_text(predicates.hold()).decode("ascii")
    assert text.startswith("# ")
    assert "@" not in text
    assert max(map(len, text.splitlines())) <= 110
