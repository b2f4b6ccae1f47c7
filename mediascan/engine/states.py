"""What state a whole medium or volume is in, before any parser of a file system is asked.

Formats marked `whole` are asked without a look at signatures: some stand at the end, or where the
head that is read of a file does not reach. What none of them knows is still no file system.
"""

from mediascan.engine.classify import Classifier
from mediascan.formats.base import Format, Signature
from mediascan.formats.registry import all_formats
from mediascan.model.finding import FaultKind, Finding
from mediascan.reading.window import ReadAt

_STEPS = {
    "luks": "Ask the owner for the passphrase or the key file. The key slots stand in the header:"
    " it is copied first, for without it no passphrase helps. With the key, --unlock reads LUKS1;"
    " LUKS2 is inspected as the mapping that cryptsetup open --readonly makes.",
    "bitlocker": "Ask the owner for the password or the recovery key of 48 digits; a Microsoft"
    " account or a domain may keep the latter. A key in a TPM needs the machine itself."
    " With one of the others, --unlock reads it.",
    "apfs_container": "Encrypted volumes need the password of a user or the recovery key. Mount"
    " others read-only on a Mac and inspect the mount point.",
    "filevault_corestorage": "Ask the owner for a user's password or the recovery key.",
}


def whole_formats() -> tuple[Format, ...]:
    """Formats that a whole medium or volume may have."""
    return tuple(one for one in all_formats() if one.whole)


def states(read_at: ReadAt, size: int) -> tuple[Finding, ...]:
    """What the medium or volume of `size` bytes under `read_at` is, the surest first.

    Each has what to do next in its fact `next_step`. Never raises for what the bytes hold. A place
    that cannot be read is no state: whoever reads the medium tells of it.
    """
    cards = {one.id: one for one in whole_formats()}
    asked = Classifier(()).ask(cards.values(), read_at, size)
    found = tuple(one for one in asked if _is_seen(one, cards[one.format_id], read_at, size))
    for one in found:
        if one.format_id in _STEPS:
            one.facts.setdefault("next_step", _STEPS[one.format_id])
    return found


def _is_seen(one: Finding, card: Format, read_at: ReadAt, size: int) -> bool:
    """Whether `one` is more than a bad sector where its format looked for a signature."""
    if one.facts or not any(fault.kind is FaultKind.UNREADABLE for fault in one.faults):
        return True
    return any(_stands(sign, read_at, size) for sign in card.signatures)


def _stands(sign: Signature, read_at: ReadAt, size: int) -> bool:
    start = size + sign.at if sign.at < 0 else sign.at
    try:
        return start >= 0 and read_at(start, len(sign.magic)) == sign.magic
    except OSError:
        return False
