"""An encrypted message of OpenPGP, as GnuPG writes it; binary, or text ("armored").

It names the keys that open it, unless the sender hid them. Signatures without encryption and keys
are not told here.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.encryption.armor import armored
from mediascan.reading.encryption.openpgp import Message, read_message
from mediascan.reading.window import Window

_BEGIN, _END = b"-----BEGIN PGP MESSAGE-----", b"-----END PGP MESSAGE-----"
_STARTS = (  # session key packets: old and new headers, by the lengths that they have
    *(b"\x85\1", b"\x85\2", b"\x85\3", b"\x85\4", b"\x84", b"\xc1"),
    *(b"\x8c\x0c\4", b"\x8c\x0d\4", b"\x8c\x1e\4", b"\x8c\x26\4", b"\x8c\x2e\4", b"\xc3"),
)


def examine(window: Window) -> Finding | None:
    text = armored(window, _BEGIN, _END)
    inside = Window.over(text.data) if text else window
    found = read_message(inside)
    if found is None:
        return None
    facts = _facts(found)
    faults: list[Fault] = []
    size = inside.size
    if text:
        facts["metadata"] |= {"form": "text (armored)", **text.headers}
        if text.size < 0:
            faults.append(Fault(FaultKind.TRUNCATED, "the line that ends the text is missing"))
        size = max(size, text.size)
    whole = found.end == size
    exact = not text or size == inside.size
    if exact and found.end > size:
        faults.append(Fault(FaultKind.TRUNCATED, f"the data goes on for {found.end - size} bytes"))
        facts["missing_bytes"] = found.end - size
    elif exact and 0 <= found.end < size:
        facts["trailing_bytes"] = size - found.end
        text_ = f"{size - found.end} bytes behind the message"
        faults.append(Fault(FaultKind.MALFORMED, text_))
    return Finding(
        "openpgp",
        Kind.ENCRYPTED,
        Confidence.CONSISTENT if whole and not faults else Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "first session key packet"),),
        tuple(faults),
    )


def _facts(found: Message) -> Facts:
    facts = Facts(
        key_slots=found.slots,
        protectors=found.protectors,
        declared_bytes=found.size,
        metadata={"protection": found.protection},
    )
    if found.cipher:
        facts["cipher"] = found.cipher
    if found.keys:
        facts["metadata"]["key IDs"] = ", ".join(found.keys)[:500]
    return facts


FORMAT = Format(
    id="openpgp",
    title="OpenPGP encrypted message",
    kind=Kind.ENCRYPTED,
    reference="https://www.rfc-editor.org/rfc/rfc9580",
    examine=examine,
    signatures=(Signature(_BEGIN), *(Signature(one) for one in _STARTS)),
    suffixes=(".gpg", ".pgp", ".asc"),
    weak=True,
)
