"""BitLocker: the volume header and the FVE metadata blocks, which stand in clear.

Source: libbde, "BitLocker Drive Encryption (BDE) format specification", chapters "Volume header"
and "FVE metadata block". All numbers are little endian; offsets count from the volume's start.
The second identifier (only used space is encrypted) is the one that cryptsetup's `bitlk.c` knows.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.reading.window import Window

SIGNATURE = b"-FVE-FS-"
VOLUME = UUID("4967d63b-2e29-4ad8-8399-f6a339e3d001").bytes_le
USED_SPACE = UUID("92a84d3b-dd80-4d0e-9e4e-b1e3284eaed8").bytes_le
FIXED_AT, TO_GO_AT = 160, 424  # where the identifier stands; three offsets of blocks follow it
_VARIANTS = (
    (FIXED_AT, VOLUME, "Windows 7 or later"),
    (FIXED_AT, USED_SPACE, "Windows 8 or later, used space only"),
    (TO_GO_AT, VOLUME, "BitLocker To Go"),
)
_VISTA = b"\xeb\x52\x90"
_FAT = b"MSWIN4.1"
_ENTRIES = 112  # entries stand behind a block header of 64 bytes and a metadata header of 48
_LONGEST = 1 << 16  # bytes of metadata; a block takes 64 KiB on disk at most
_KEY, _DESCRIPTION = (2, 8), (7, 2)  # (entry type, value type)
_CIPHERS = {
    0x8000: "AES-CBC 128-bit with Elephant diffuser",
    0x8001: "AES-CBC 256-bit with Elephant diffuser",
    0x8002: "AES-CBC 128-bit",
    0x8003: "AES-CBC 256-bit",
    0x8004: "AES-XTS 128-bit",
    0x8005: "AES-XTS 256-bit",
}
_PROTECTORS = {
    0x0000: "clear key, stored on the volume: protection is suspended",
    0x0100: "TPM",
    0x0200: "startup key",
    0x0500: "TPM and PIN",
    0x0800: "recovery password",
    0x2000: "password",
}


@dataclass(slots=True)
class Bitlocker:
    """What one volume says about itself."""

    variant: str
    places: list[int]  # offsets of the metadata blocks
    blocks: int = 0  # of them, how many are there
    read_at: int = -1  # which one was read
    version: int = 0  # 1: Windows Vista, 2: later
    encrypted_bytes: int = 0
    uuid: str = ""
    cipher: str = ""
    created: str = ""
    label: str = ""
    protectors: list[str] = field(default_factory=list)
    keys: int = 0  # copies of the volume master key: one a protector
    faults: list[str] = field(default_factory=list)


def read_bitlocker(window: Window) -> Bitlocker | None:
    """What the volume header and the first legible metadata block say; None where it is no volume.

    Raises `Truncated` where the volume header is cut.
    """
    found = _volume_header(window)
    if found is None:
        return None
    for at in found.places:
        if not window.has(SIGNATURE, at):
            continue
        found.blocks += 1
        if found.read_at >= 0:
            continue
        try:
            _block(window, at, found)
        except InputFault as bad:
            found.faults.append(f"metadata block at {at}: {bad}")
    return found


def _volume_header(window: Window) -> Bitlocker | None:
    fixed = window.has(SIGNATURE, 3)
    if fixed and window.size < 512:
        raise Truncated(f"volume header cut off after {window.size} bytes")
    for at, identifier, variant in _VARIANTS:
        if window.has(identifier, at):
            found = Bitlocker(variant, _places(window, at))
            if not (fixed or (at == TO_GO_AT and window.has(_FAT, 3))):
                found.faults.append("the signature at 3 is missing")
            return found
    if not fixed:
        return None
    if not window.has(_VISTA, 0):
        raise Malformed("BitLocker signature, but neither the identifier nor the start of Vista")
    cursor = window.cursor(11)
    cluster = cursor.number("H") * cursor.number("B")
    return Bitlocker("Windows Vista", [window.cursor(56).number("Q") * cluster])


def _places(window: Window, at: int) -> list[int]:
    cursor = window.cursor(at + 16)
    return [cursor.number("Q") for _ in range(3)]


def _block(window: Window, at: int, found: Bitlocker) -> None:
    cursor = window.cursor(at + 10)
    version = cursor.number("H")
    cursor.skip(4)
    encrypted = cursor.number("Q")
    cursor.skip(8)
    places = [cursor.number("Q") for _ in range(3)]
    cursor = window.cursor(at + 64)
    size, metadata_version, header_size = (cursor.number("I") for _ in range(3))
    if version not in (1, 2) or metadata_version != 1 or not 48 <= header_size <= size <= _LONGEST:
        raise Malformed("versions and sizes that no BitLocker writes")
    cursor.skip(4)
    uuid = str(UUID(bytes_le=cursor.take(16)))
    cursor.skip(4)
    method = cursor.number("I") & 0xFFFF
    created = cursor.number("Q")
    _entries(window, at + 64 + header_size, at + 64 + size, found)
    if len(found.places) == 1:  # Vista's volume header has only the first
        found.places += [one for one in places if one not in found.places]
    found.read_at, found.version, found.uuid = at, version, uuid
    found.cipher = _CIPHERS.get(method, f"method {method:#06x}")
    found.created = _when(created)
    found.encrypted_bytes = encrypted if version == 2 else 0


def _entries(window: Window, at: int, end: int, found: Bitlocker) -> None:
    """Protectors and description out of the entries between `at` and `end`."""
    keys, protectors, label = 0, list[str](), ""
    for _ in range(window.bounded((end - at) // 8)):
        if end - at < 8:
            break
        cursor = window.cursor(at)
        size, kind = cursor.number("H"), (cursor.number("H"), cursor.number("H"))
        if not 8 <= size <= end - at:
            raise Malformed(f"entry of {size} bytes at {at}")
        if kind == _KEY and size >= 36:
            keys += 1
            flags = window.cursor(at + 34).number("H")
            name = _PROTECTORS.get(flags, f"protection type {flags:#06x}")
            if name not in protectors and len(protectors) < 64:
                protectors.append(name)
        elif kind == _DESCRIPTION:
            label = window.read(at + 8, size - 8).decode("utf-16-le", "replace").split("\0")[0]
        at += size
    found.keys, found.protectors, found.label = keys, protectors, label


def _when(filetime: int) -> str:
    """A FILETIME (100 ns since 1601) in ISO 8601, UTC; empty where it is none."""
    try:
        when = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=filetime // 10)
    except OverflowError:
        return ""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if filetime else ""
