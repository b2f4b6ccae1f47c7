"""HEIF and AVIF picture: ISO base media with the items of a picture in its box `meta`."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.boxes import Box, boxes, find, full
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_BRANDS = ("avif", "avis", "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1")


def examine(window: Window) -> Finding | None:
    facts, end = Facts(), 0
    for box in boxes(window, 0, window.size, 1000):
        end = box.end
        if box.name == b"meta":
            _sizes(window, box, facts)
    facts["codecs"] = [window.read(8, 4).decode("ascii", "replace")]
    return media(window, "heif", facts, window.evidence(0, 32, "brands"), end)


def _sizes(window: Window, meta: Box, facts: Facts) -> None:
    """The largest picture of all properties `ispe` (ISO/IEC 23008-12 section 6.5.3)."""
    inside = Box(meta.name, meta.start, meta.at + 4, meta.end)
    properties = find(window, inside, b"iprp", b"ipco")
    if properties is None:
        return
    for box in boxes(window, properties.at, properties.end, 1000):
        if box.name == b"ispe":
            data = full(window, box, 12)
            width, height = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:12], "big")
            if width * height > facts.get("width", 0) * facts.get("height", 0):
                facts["width"], facts["height"] = width, height


FORMAT = Format(
    id="heif",
    title="HEIF or AVIF picture",
    kind=Kind.MEDIA,
    reference="https://nokiatech.github.io/heif/technical.html",
    examine=examine,
    signatures=tuple(Signature(b"ftyp" + brand.encode(), 4) for brand in _BRANDS),
    suffixes=(".heic", ".heif", ".avif"),
)
