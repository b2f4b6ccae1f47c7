"""Header of a CoreStorage physical volume: what FileVault 2 and Fusion drives stood on up to 2017.

Source: libfvde, "FileVault Drive Encryption (FVDE) format specification", and util-linux,
`libblkid/src/superblocks/cs_fvault2.c`. Little endian; checksum and its start value, then version 1
and block type 0x10, the size of the volume at 64, "CS" at 88, cipher at 172, UUIDs at 304.
"""

from dataclasses import dataclass
from uuid import UUID

from mediascan.reading.encodings.crc32c import crc32c
from mediascan.reading.window import Window

MARK, MARK_AT = b"\x01\0\x10\0", 8  # version and block type
_SIGNATURE, _SIGNATURE_AT = b"CS", 88
_ALL = 0xFFFFFFFF
_HEADER = 512
CIPHERS = {2: "AES-XTS"}


@dataclass(frozen=True, slots=True)
class CoreStorage:
    size: int  # of the physical volume
    cipher: str
    uuid: str
    group: str  # UUID of the logical volume group
    right: bool  # the checksum holds


def read_core_storage(window: Window) -> CoreStorage | None:
    """The header at the start; None where it is none. Raises `Truncated`."""
    if not window.has(_SIGNATURE, _SIGNATURE_AT) or window.cursor(90).number("I") != 1:
        return None
    head = window.read(0, _HEADER)
    cipher = window.cursor(172).number("I")
    made = crc32c(head[8:], int.from_bytes(head[4:8], "little") ^ _ALL)
    return CoreStorage(
        size=window.cursor(64).number("Q"),
        cipher=CIPHERS.get(cipher, f"method {cipher}"),
        uuid=str(UUID(bytes=head[304:320])),
        group=str(UUID(bytes=head[320:336])),
        right=int.from_bytes(head[:4], "little") in (made, made ^ _ALL),
    )
