"""What the examiner typed into an EWF image: lines of names and of values, between tabs.

libewf documentation, "Expert Witness Compression Format (EWF)", section 3.2 (header) and 3.3
(header2, in UTF-16): the line "main", a line of short names, a line of values.
"""

import zlib

from mediascan.model.finding import plain_text
from mediascan.model.limits import TEXT_LENGTH

_TEXT_BYTES = 256 * 1024  # of the values, unpacked: a form that a person filled in
_NAMES = {
    "c": "caseNumber",
    "n": "evidenceNumber",
    "a": "description",
    "e": "examiner",
    "t": "notes",
    "av": "acquiredBy",
    "ov": "acquiredOn",
    "m": "acquired",
    "u": "systemTime",
    "md": "model",
    "sn": "serial",
    "l": "label",
}


def header_values(data: bytes, *, wide: bool) -> dict[str, str]:
    """The values that are filled in, by our names for them; none where the text is damaged."""
    try:
        text = zlib.decompressobj().decompress(data, _TEXT_BYTES)
    except zlib.error:
        return {}
    lines = text.decode("utf-16" if wide else "utf-8", "replace").splitlines()
    if "main" not in lines:
        return {}
    start = lines.index("main")
    names, values = ([*lines, "", "", ""][start + more].split("\t") for more in (1, 2))
    return {
        _NAMES[name]: plain_text(value)[:TEXT_LENGTH]
        for name, value in zip(names, values, strict=False)
        if name in _NAMES and value
    }
