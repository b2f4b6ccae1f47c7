"""The signed envelope: DSSE v1.0.2, in the one byte form that mediascan writes.

What is signed is PAE(type, payload) (DSSE protocol, section "Signature Definition"), so a signature
can be checked with `printf`, `cat` and `openssl pkeyutl -verify -rawin`. The file is JSON with
sorted keys, no spaces, standard base64 and one newline at its end. DSSE lets a reader accept more
than that; ours does not: a file that is not in this form was changed after it was written, and
"one flipped bit anywhere is caught" is what we promise.
"""

import base64
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mediascan.model.errors import TamperedError, UsageError
from mediascan.signing.private_key import Signer
from mediascan.signing.public_key import PublicKey, verify

IN_TOTO = "application/vnd.in-toto+json"  # in-toto attestation, spec/v1/envelope.md
MAX_ENVELOPE = 1 << 26  # bytes; a statement has some kilobytes, with many findings a few megabytes
MAX_SIGNATURES = 32
_KEY_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TYPE = re.compile(r"[!-~]{1,255}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, and the id of the key that it claims to be made with."""

    key_id: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an envelope holds. Nothing in it is believed before `verified_by`."""

    payload: bytes
    payload_type: str
    signatures: tuple[Signature, ...]  # sorted by key id, each key once


def pae(payload_type: str, payload: bytes) -> bytes:
    """The bytes that are signed: `DSSEv1`, length and type, length and payload."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seal(payload: bytes, payload_type: str, signers: Sequence[Signer]) -> bytes:
    """The bytes of an envelope with one signature a signer.

    Raises `UsageError`: no signer, too many, one key twice, or a payload that is too large.
    """
    signed = pae(payload_type, payload)
    signatures = [Signature(signer.key_id, signer.sign(signed)) for signer in signers]
    return encode(Envelope(payload, payload_type, tuple(signatures)))


def encode(envelope: Envelope) -> bytes:
    """The bytes of `envelope`, its signatures sorted by key id. Raises `UsageError` as `seal`."""
    signatures = sorted(envelope.signatures, key=lambda one: one.key_id)
    if not 1 <= len(signatures) <= MAX_SIGNATURES:
        raise UsageError(f"an envelope has 1 to {MAX_SIGNATURES} signatures")
    if len({one.key_id for one in signatures}) != len(signatures):
        raise UsageError("the same key cannot sign twice")
    data = {
        "payload": _base64(envelope.payload),
        "payloadType": envelope.payload_type,
        "signatures": [{"keyid": one.key_id, "sig": _base64(one.value)} for one in signatures],
    }
    encoded = json.dumps(data, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    if len(encoded) > MAX_ENVELOPE:
        raise UsageError(f"the signed statement would be larger than {MAX_ENVELOPE} bytes")
    return encoded


def open_envelope(data: bytes, payload_type: str = IN_TOTO) -> Envelope:
    """What `data` holds, if it is an envelope of `payload_type` exactly as `encode` writes it.

    Raises `TamperedError` for anything else. Checks no signature.
    """
    if len(data) > MAX_ENVELOPE:
        raise TamperedError(f"the envelope is larger than {MAX_ENVELOPE} bytes")
    fields = _fields(_parsed(data), {"payload", "payloadType", "signatures"})
    kind, listed = fields["payloadType"], fields["signatures"]
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind) or kind != payload_type:
        raise TamperedError("the envelope does not hold what it should: its payloadType is another")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MAX_SIGNATURES:
        raise TamperedError(f"the envelope does not have 1 to {MAX_SIGNATURES} signatures")
    payload = _bytes(fields["payload"])
    envelope = Envelope(payload, kind, tuple(_signature(one) for one in listed))
    ids = [one.key_id for one in envelope.signatures]
    if len(set(ids)) != len(ids):
        raise TamperedError("the envelope has two signatures of the same key")
    if encode(envelope) != data:
        raise TamperedError("the envelope is not in the form in which it was written")
    return envelope


def verified_by(envelope: Envelope, keys: Iterable[PublicKey]) -> tuple[PublicKey | None, ...]:
    """For each signature, the key among `keys` that made it; None if that key is not among them.

    Raises `TamperedError` if a signature does not hold under the key that it names, or holds
    under another. Whom to trust, and how many signatures are enough, is for the caller to say.
    """
    known = {key.key_id: key for key in keys}
    signed = pae(envelope.payload_type, envelope.payload)
    return tuple(_made_by(one, signed, known) for one in envelope.signatures)


def _made_by(one: Signature, signed: bytes, known: dict[str, PublicKey]) -> PublicKey | None:
    """The key that made a signature. The key id is not signed itself, so it is not believed."""
    key = known.get(one.key_id)
    if key is not None:
        if verify(key, one.value, signed):
            return key
        raise TamperedError(f"the signature of key {one.key_id} does not hold")
    if any(verify(other, one.value, signed) for other in known.values()):
        raise TamperedError(f"a signature names key {one.key_id}, but another key made it")
    return None


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("ascii"), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise TamperedError("the envelope is not valid JSON") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which each key stands once: readers differ in which of two they take."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _fields(value: Any, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != names:
        raise TamperedError(f"the envelope does not have exactly the fields {sorted(names)}")
    return value


def _signature(value: Any) -> Signature:
    fields = _fields(value, {"keyid", "sig"})
    key_id = fields["keyid"]
    if not isinstance(key_id, str) or not _KEY_ID.fullmatch(key_id):
        raise TamperedError("a key id in the envelope is not 64 hex digits")
    return Signature(key_id, _bytes(fields["sig"]))


def _bytes(value: Any) -> bytes:
    """The bytes behind standard base64 with padding, without one bit that says nothing."""
    if isinstance(value, str):
        try:
            found = base64.b64decode(value, validate=True)
        except ValueError:
            found = b""
        if _base64(found) == value:
            return found
    raise TamperedError("the envelope has a field that is not standard base64")


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
