"""Whether a drive is locked or encrypts by itself, as far as the kernel asked it already.

Of a drive on an ATA bus the kernel keeps what IDENTIFY DEVICE answered (ACS-4 section 7.13.6, words
48, 69 and 128) in `ata_device/*/id`. Whether a range is locked by OPAL stands nowhere: the drive
tells it only when it is sent a command, and none is sent.
"""

import re
from pathlib import Path
from typing import Any

from mediascan.sources.media.sysfs import raw

_WORDS = 256
_TRUSTED, _ENCRYPTS, _SECURITY = 48, 69, 128
_NO_ANSWER = "not available (the kernel keeps no answer of this drive to IDENTIFY DEVICE)"
_OPAL = (
    "not available (the drive tells it only when it is sent a command, and none is sent; where it"
    " is locked it reads as zeros or errors, or shows a small disk in place of its own)"
)


def locks(disk: Path) -> dict[str, Any]:
    """ATA password, self-encryption and OPAL of the disk at `disk`, each with why not."""
    facts: dict[str, Any] = {"opalLocked": _OPAL}
    words = _identify(disk)
    if not words:
        facts |= dict.fromkeys(("ataPassword", "encryptsByItself", "trustedComputing"), _NO_ANSWER)
        return facts
    trusted = words[_TRUSTED]
    valid = trusted >> 14 == 1  # by its two highest bits
    facts["trustedComputing"] = bool(trusted & 1) if valid else _NO_ANSWER
    facts["encryptsByItself"] = bool(words[_ENCRYPTS] & 1 << 4)
    facts["ataPassword"] = _password(words[_SECURITY])
    if facts["trustedComputing"] is False:
        facts["opalLocked"] = False  # such a drive has no ranges to lock
    return facts


def _password(word: int) -> str:
    """The security status, by bits: supported, enabled, locked, frozen, tried too often."""
    if not word & 1:
        return "not supported"
    if not word & 2:
        return "not set"
    if not word & 4:
        return "set, and not locked now"
    spent = "; too many wrong passwords, until it is powered off" if word & 16 else ""
    return f"locked: its content cannot be read without the password{spent}"


def _identify(disk: Path) -> tuple[int, ...]:
    """The 256 words; none where not exactly one drive on the disk's ATA port has them."""
    port = next((one for one in disk.parents if re.fullmatch(r"ata\d+", one.name)), None)
    if port is None:
        return ()
    try:
        found = list(port.glob("link*/dev*/ata_device/dev*"))
    except OSError:
        return ()
    if len(found) != 1:
        return ()  # two on one cable: which of them this is stands nowhere
    told = re.findall(rb"[0-9a-f]{4}", raw(found[0], "id"))
    return tuple(int(one, 16) for one in told) if len(told) == _WORDS else ()
