"""scrypt(1): a file locked by a passphrase. A header of 96 bytes, cipher text, a checksum."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.encryption.scrypt_header import HEADER, SIGNATURE, TRAILER, read_scrypt
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = read_scrypt(window)
    if not (0 < found.log_n < 64 and 0 < found.r * found.p < 1 << 30):
        raise Malformed("parameters that scrypt refuses")
    faults = []
    if not found.right:
        faults.append(Fault(FaultKind.MALFORMED, "checksum of the header is wrong"))
    facts = Facts(
        cipher="AES-256-CTR",
        protectors=["passphrase (scrypt)"],
        metadata={"N": f"2^{found.log_n}", "r": str(found.r), "p": str(found.p)},
    )
    plain = window.size - HEADER - TRAILER
    if plain < 0:
        faults.append(Fault(FaultKind.TRUNCATED, "cut off before the cipher text ends"))
    else:
        facts["uncompressed_bytes"] = plain
    sure = Confidence.PARSED if found.right else Confidence.MAGIC
    evidence = (window.evidence(0, 64, "signature, parameters, salt and checksum"),)
    return Finding("scrypt_file", Kind.ENCRYPTED, sure, facts, evidence, tuple(faults))


FORMAT = Format(
    id="scrypt_file",
    title="scrypt encrypted file",
    kind=Kind.ENCRYPTED,
    reference="https://github.com/Tarsnap/scrypt/blob/master/FORMAT",
    examine=examine,
    signatures=(Signature(SIGNATURE),),
    suffixes=(".scrypt", ".enc"),
)
