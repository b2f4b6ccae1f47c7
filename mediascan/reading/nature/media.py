"""`media_kind`: whether bytes are a picture, sound or moving pictures, by how they start.

Sources: the formats' own specifications (PNG, JFIF, GIF89a, RIFF, FLAC, Ogg, ID3, ISO 14496-12,
Matroska).
"""

_STARTS = (
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"GIF8", "image"),
    (b"fLaC", "audio"),
    (b"OggS", "audio"),
    (b"ID3", "audio"),
    (b"\xff\xfb", "audio"),
    (b"\xff\xf3", "audio"),
    (b"\x1a\x45\xdf\xa3", "video"),
)
_RIFF = {b"WEBP": "image", b"WAVE": "audio", b"AVI ": "video"}
_BRANDS = {b"M4A ": "audio", b"avif": "image", b"heic": "image"}


def media_kind(data: bytes) -> str:
    """Either "image", "audio" or "video"; "" for any other bytes."""
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12], "")
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video")
    return next((kind for start, kind in _STARTS if data.startswith(start)), "")
