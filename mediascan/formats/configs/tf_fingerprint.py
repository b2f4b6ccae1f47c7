"""Fingerprint of a SavedModel, `fingerprint.pb`: hashes of its program, signatures and weights.

1 checksum, 2 hash of the graph, 3 of the signatures, 4 of the objects, 5 of the checkpoint's index,
each 64 bits as a varint; 6 version{1 producer}; 7 uuid in decimals. Two models with one hash of the
checkpoint have the same weights.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.encodings.protobuf import LEN, VARINT, fields, message, payload
from mediascan.reading.window import Window

_LARGEST = 192  # bytes: seven fields
_HASHES = {1: "checksum", 2: "graph", 3: "signatures", 4: "objects", 5: "checkpoint"}
_VERSION, _UUID = 6, 7
_HASH_BITS = 48  # a hash is hardly ever smaller
_PROOF = 4  # hashes


def examine(window: Window) -> Finding | None:
    if not 40 <= window.size <= _LARGEST or window.read(0, 1) != b"\x08":
        return None
    hashes: dict[str, str] = {}
    version, uuid, last = 0, "", 0
    try:
        for one in fields(window, 8):
            if one.number <= last or one.missing:
                return None
            last = one.number
            if one.number in _HASHES and one.wire == VARINT and one.value >> _HASH_BITS:
                hashes[_HASHES[one.number]] = f"{one.value:016x}"
            elif (one.number, one.wire) == (_VERSION, LEN):
                parts = fields(message(window, one), 8)
                version = next((part.value for part in parts if part.number == 1), 0)
            elif (one.number, one.wire) == (_UUID, LEN):
                uuid = payload(window, one, 64).decode("ascii", "replace")
            else:
                return None
    except InputFault:
        return None
    if len(hashes) < _PROOF or not (version or uuid):
        return None
    facts = Facts(framework="TensorFlow", version=str(version), metadata=hashes)
    if uuid:
        facts["uuid"] = uuid
    evidence = (window.evidence(0, 64, "checksum and hashes"),)
    return Finding("tf_fingerprint", Kind.CONFIG, Confidence.CONSISTENT, facts, evidence)


FORMAT = Format(
    id="tf_fingerprint",
    title="TensorFlow fingerprint of a SavedModel",
    kind=Kind.CONFIG,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/fingerprint.proto",
    examine=examine,
    signatures=(Signature(b"\x08"),),
    suffixes=(".pb",),
    weak=True,
)
