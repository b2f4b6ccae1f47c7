"""zstd: compressed frames one after another, between them frames that decompressors skip."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.compression.inflate import Inflated, Method, inflate
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.compression.zstd_frames import (
    MAGIC,
    SKIPPABLE,
    Frame,
    Survey,
    first_frame,
    survey,
)
from mediascan.reading.window import Window

_PROOF = 1 << 13  # bytes decompressed to prove that the stream is one


def examine(window: Window) -> Finding | None:
    try:
        frame = first_frame(window)
    except Malformed:
        return None
    walk = survey(window)
    if frame is None:
        return _without_content(window, walk)
    found = Inflated(b"", 0, ended=False)
    if not frame.dictionary:
        found = inflate(window, Method.ZSTD, _PROOF)
    nothing = bool(found.damage) and not found.data
    if nothing and not walk.blocks:
        return None
    faults = _faults(window, frame, walk, found)
    confidence = Confidence.MAGIC if nothing else Confidence.PARSED
    if walk.ended(window) and not faults:
        confidence = Confidence.CONSISTENT
    return Finding(
        "zstd",
        Kind.CONTAINER,
        confidence,
        _facts(window, frame, walk, found),
        (window.evidence(frame.at, frame.header_size, "zstd frame header"),),
        faults,
    )


def _facts(window: Window, frame: Frame, walk: Survey, found: Inflated) -> Facts:
    facts = Facts(compression="zstd")
    whole = walk.ended(window)
    if walk.damage and not walk.inside:
        facts["trailing_bytes"] = window.size - walk.end
    if found.data or (whole and not walk.content):
        facts["inner_format"] = inner_format(found.data)
    if whole and walk.content >= 0:
        facts["uncompressed_bytes"] = walk.content
    more = {
        "window size": str(frame.window_size),
        "checksum": "yes" if frame.checksum else "no",
        "dictionary id": str(frame.dictionary or ""),
        "frames": str(walk.frames) if whole else "",
        "skippable frames": str(walk.skippable or ""),
        "content size of the first frame": str(frame.content_size)
        if frame.content_size >= 0
        else "",
    }
    facts["metadata"] = {key: value for key, value in more.items() if value}
    return facts


def _faults(window: Window, frame: Frame, walk: Survey, found: Inflated) -> tuple[Fault, ...]:
    faults = []
    if frame.dictionary:
        text = f"compressed with dictionary {frame.dictionary}, which is not in the file"
        faults.append(Fault(FaultKind.SKIPPED, text))
    if walk.end > window.size:
        text = f"cut off: at least {walk.end - window.size} bytes are missing"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    elif walk.damage or found.damage:
        text = walk.damage or found.damage
        faults.append(Fault(FaultKind.MALFORMED, f"damaged: {text}"))
    return tuple(faults)


def _without_content(window: Window, walk: Survey) -> Finding | None:
    """A file of skippable frames only: legal, and a place to hide data in."""
    if not walk.ended(window):
        return None
    return Finding(
        "zstd",
        Kind.CONTAINER,
        Confidence.CONSISTENT,
        Facts(uncompressed_bytes=0, metadata={"skippable frames": str(walk.skippable)}),
        (window.evidence(0, 16, "zstd skippable frame"),),
    )


FORMAT = Format(
    id="zstd",
    title="zstd compressed file",
    kind=Kind.CONTAINER,
    reference="https://www.rfc-editor.org/rfc/rfc8878",
    examine=examine,
    signatures=(Signature(MAGIC), *(Signature(magic) for magic in SKIPPABLE)),
    suffixes=(".zst",),
)
