"""CoreStorage, on which FileVault 2 encrypts a volume; also Fusion drives of two devices."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.volumes.core_storage import MARK, MARK_AT, read_core_storage
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = read_core_storage(window)
    if found is None:
        return None
    facts = Facts(
        uuid=found.uuid,
        cipher=found.cipher,
        declared_bytes=found.size,
        metadata={
            "volume group": found.group,
            "header checksum": "verified" if found.right else "wrong",
        },
    )
    faults = []
    if not found.right:
        faults.append(Fault(FaultKind.MALFORMED, "checksum of the header is wrong"))
    if found.size > window.size:
        facts["missing_bytes"] = found.size - window.size
        text = f"{found.size - window.size} bytes of the volume are missing"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    return Finding(
        "filevault_corestorage",
        Kind.ENCRYPTED,
        Confidence.CONSISTENT if not faults else Confidence.PARSED,
        facts,
        (window.evidence(0, 16, "version and type"), window.evidence(88, 16, "signature")),
        tuple(faults),
    )


FORMAT = Format(
    id="filevault_corestorage",
    title="CoreStorage volume (FileVault 2)",
    kind=Kind.ENCRYPTED,
    reference="https://github.com/libyal/libfvde/blob/main/documentation/FileVault%20Drive%20Encryption%20(FVDE).asciidoc",
    examine=examine,
    whole=True,
    signatures=(Signature(MARK, at=MARK_AT),),
    suffixes=(),
    weak=True,
)
