"""Content classes whose first bytes are too short to be believed: what must also hold.

Each check gets the head and the size of the file and returns the class, or "" for "not this".
"""

import zlib
from collections.abc import Callable

_RIFF = {
    b"WAVE": "audio",
    b"RMID": "audio",
    b"AVI ": "video",
    b"WEBP": "image",
    b"ACON": "image",
    b"CDXA": "video",
    b"sfbk": "audio",
}
_IFF = {b"AIFF": "audio", b"AIFC": "audio", b"8SVX": "audio", b"ILBM": "image", b"PBM ": "image"}
_BRANDS = {  # ISO/IEC 14496-12 major brands that are no video; https://mp4ra.org/registered-types
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif"), "image"),
    **dict.fromkeys((b"avis", b"crx ", b"jp2 ", b"jpx ", b"jxl "), "image"),
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "), "audio"),
}
_ATOMS = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")  # QuickTime before `ftyp`
_BITMAP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)  # sizes of a BMP's second header
_PACKET = 188  # bytes of an MPEG transport stream packet (ISO/IEC 13818-1)
_PICKLE_START = b"}](cX\x8aKUNGJM\x88\x89"  # what may follow the protocol of a pickle
_FAT_ARCHITECTURES = 43  # a class file has its major version here, which is 45 or more


def _number(head: bytes, at: int, length: int) -> int:
    return int.from_bytes(head[at : at + length], "little")


def _big(head: bytes, at: int, length: int) -> int:
    return int.from_bytes(head[at : at + length], "big")


def _iso_media(head: bytes, _size: int) -> str:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video")
    return "video" if head[4:8] in _ATOMS and _big(head, 0, 4) >= 8 else ""


def _icon(head: bytes, _size: int) -> str:
    """ICO or CUR: a count of images, then entries whose reserved byte is 0."""
    return "image" if 0 < _number(head, 4, 2) <= 64 and head[9:10] == b"\0" else ""


def _sfnt(head: bytes, _size: int) -> str:
    """TrueType has a number of tables and then names of tables; Jet databases their name."""
    if head[4:12] in (b"Standard", b"Jet Data"):
        return "database"
    tables, name = _big(head, 4, 2), head[12:16]
    named = len(name) == 4 and name.isascii() and all(32 <= byte < 127 for byte in name)
    return "font" if 0 < tables <= 128 and named else ""


def _riff(head: bytes, _size: int) -> str:
    return _RIFF.get(head[8:12], "")


def _iff(head: bytes, _size: int) -> str:
    return _IFF.get(head[8:12], "")


def _beam(head: bytes, _size: int) -> str:
    return "bytecode" if head[8:12] == b"BEAM" else ""


def _ogg(head: bytes, _size: int) -> str:
    return "video" if head[28:35] == b"\x80theora" else "audio"


def _bitmap(head: bytes, _size: int) -> str:
    fine = head[6:10] == b"\0\0\0\0" and _number(head, 14, 4) in _BITMAP_HEADERS
    return "image" if fine else ""


def _dos(head: bytes, size: int) -> str:
    """MZ: a newer header stands where byte 60 says; else the program fits the file.

    In a program for DOS alone the relocation table follows the header of 28 bytes closely.
    """
    at = _number(head, 60, 4)
    if head[at : at + 2] in _NEW_HEADERS or (len(head) <= at < size and not at & 7):
        return "executable"
    small = 28 <= _number(head, 24, 2) <= 64 and 0 < _number(head, 4, 2) * 512 < size + 512
    return "executable" if small else ""


_NEW_HEADERS = (b"PE", b"NE", b"LE", b"LX")


def _class_or_fat(head: bytes, _size: int) -> str:
    return "executable" if _big(head, 4, 4) < _FAT_ARCHITECTURES else "bytecode"


def _transport(head: bytes, _size: int) -> str:
    synced = head[_PACKET : _PACKET + 1] == head[2 * _PACKET : 2 * _PACKET + 1] == b"G"
    return "video" if synced else ""


def _mpeg_audio(head: bytes, _size: int) -> str:
    """A frame of layer III (ISO/IEC 11172-3, 13818-3), and another where it ends."""
    if len(head) < 4:
        return ""
    version = head[1] >> 3 & 3  # 0: 2.5, 1: reserved, 2: version 2, 3: version 1
    rate, sampling = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sampling == 3:
        return ""
    newest = version == 3
    bits = (_LAYER_3 if newest else _LAYER_3_LOW)[rate] * 1000
    hertz = _SAMPLING[sampling] >> (0, 1, 2)[(3, 2, 0).index(version)]
    at = (144 if newest else 72) * bits // hertz + (head[2] >> 1 & 1)
    return "audio" if head[at : at + 1] in (b"", b"\xff") else ""


_LAYER_3 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s
_LAYER_3_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLING = (44_100, 48_000, 32_000)  # Hz of version 1; half of it in 2, a quarter in 2.5


def _adts(head: bytes, _size: int) -> str:
    """AAC (ISO/IEC 13818-7): legal sampling rate, and another frame where this one ends."""
    if len(head) < 7 or head[2] >> 2 & 15 > 12:
        return ""
    at = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return "audio" if at >= 7 and head[at : at + 2] in (b"", head[:2]) else ""


def _compress(head: bytes, _size: int) -> str:
    """compress(1): 9 to 16 bits, and two flags that are always 0."""
    return "compressed" if len(head) > 3 and head[2] & 0x60 == 0 and 9 <= head[2] & 31 <= 16 else ""


def _arj(head: bytes, _size: int) -> str:
    """ARJ: a header of at most 2600 bytes, whose first part has 30 to 46."""
    return "archive" if 0 < _number(head, 2, 2) <= 2600 and 30 <= head[4] <= 46 else ""


def _old_cpio(head: bytes, _size: int) -> str:
    """cpio(5), binary: a name of 1 to 1024 bytes that ends in NUL."""
    name = _number(head, 20, 2)
    return "archive" if 0 < name <= 1024 and head[25 + name : 26 + name] == b"\0" else ""


def _console_font(head: bytes, size: int) -> str:
    """PSF 1: 256 or 512 glyphs of so many bytes, then nothing or a table."""
    if len(head) < 4 or head[2] > 5 or not head[3]:
        return ""
    return "font" if size >= 4 + head[3] * (512 if head[2] & 1 else 256) else ""


def _terminfo(head: bytes, size: int) -> str:
    """term(5): six counts; the names are text that ends in NUL."""
    names = _number(head, 2, 2)
    return (
        "system" if 0 < names <= 512 < size + 512 and head[11 + names : 12 + names] == b"\0" else ""
    )


def _der(head: bytes, size: int) -> str:
    """An ASN.1 sequence that is as long as the file and begins as certificates and keys do."""
    whole = _big(head, 2, 2) + 4 == size
    return "key" if whole and head[4:5] in (b"\x30", b"\x02", b"\x06") else ""


def _openpgp_key(head: bytes, _size: int) -> str:
    """A public key packet (RFC 9580 section 5.5.2) of version 4 with a known algorithm."""
    at = 3 if head[0] == 0x99 else 2  # the length has two bytes or one
    return "key" if head[at : at + 1] == b"\4" and _one_of(head, at + 5, _KEY_ALGORITHMS) else ""


def _openpgp_session(head: bytes, _size: int) -> str:
    """A session key packet of version 3 (RFC 9580 section 5.1): an encrypted message."""
    known = head[3:4] == b"\3" and _one_of(head, 12, _SESSION_ALGORITHMS)
    return "encrypted" if known else ""


_KEY_ALGORITHMS = b"\x01\x11\x13\x16"  # RSA, DSA, ECDSA, EdDSA (RFC 9580 section 9.1)
_SESSION_ALGORITHMS = b"\x01\x02\x10\x12"  # RSA, ElGamal, ECDH


def _one_of(head: bytes, at: int, legal: bytes) -> bool:
    return at < len(head) and head[at] in legal


def _pickle(head: bytes, _size: int) -> str:
    return "objects" if head[2:3] and head[2] in _PICKLE_START else ""


def _zlib(head: bytes, _size: int) -> str:
    """Two bytes of header (RFC 1950) prove nothing, so a little is decompressed."""
    try:
        return "compressed" if zlib.decompressobj().decompress(head[:_TRIED], _TRIED) else ""
    except zlib.error:
        return ""


_TRIED = 512  # bytes given to zlib, and taken from it


def _type1(head: bytes, _size: int) -> str:
    return "font" if head[6:8] == b"%!" else ""


def _safetensors(head: bytes, size: int) -> str:
    fits = 2 <= _number(head, 0, 8) <= size - 8
    return "model" if fits and head[8:10] in (b'{"', b"{}") else ""


def _ext(head: bytes, _size: int) -> str:
    """ext2 to ext4: block size, state and revision are legal (kernel: ext4 super block)."""
    legal = _number(head, 1048, 4) <= 6 and _number(head, 1082, 2) <= 7
    return "file-system" if legal and _number(head, 1100, 4) <= 1 else ""


def _boot_record(head: bytes, _size: int) -> str:
    """A partition table: each of four entries is inactive or active, one is in use."""
    flags = head[446], head[462], head[478], head[494]
    used = any(head[at] for at in (450, 466, 482, 498))
    return "disk-image" if used and all(flag in (0, 128) for flag in flags) else ""


Check = Callable[[bytes, int], str]

FIRST_CHECKS: tuple[tuple[bytes, Check], ...] = (
    (b"RIFF", _riff),
    (b"RIFX", _riff),
    (b"FORM", _iff),
    (b"FOR1", _beam),
    (b"OggS\0", _ogg),
    (b"BM", _bitmap),
    (b"MZ", _dos),
    (b"\xca\xfe\xba\xbe", _class_or_fat),
    (b"G", _transport),
    *((b"\xff" + bytes([second]), _mpeg_audio) for second in b"\xfb\xfa\xf3\xf2\xe3\xe2"),
    (b"\xff\xf1", _adts),
    (b"\xff\xf9", _adts),
    (b"\x1f\x9d", _compress),
    (b"\x60\xea", _arj),
    (b"\xc7\x71", _old_cpio),
    (b"\x36\x04", _console_font),
    (b"\0\0\1\0", _icon),
    (b"\0\0\2\0", _icon),
    (b"\0\1\0\0", _sfnt),
    (b"\0", _iso_media),
    (b"\x1a\x01", _terminfo),
    (b"\x1e\x02", _terminfo),
    (b"\x30\x82", _der),
    (b"\x98", _openpgp_key),
    (b"\x99", _openpgp_key),
    (b"\x85", _openpgp_session),
    (b"\x80\x02", _pickle),
    (b"\x80\x03", _pickle),
    (b"\x80\x01", _type1),
    *((b"x" + bytes([level]), _zlib) for level in b"\x01\x5e\x9c\xda"),
)

INSIDE_CHECKS: tuple[tuple[int, bytes, Check], ...] = (  # (offset, magic, what must also hold)
    (8, b"{", _safetensors),
    (4, b"ftyp", _iso_media),
    (1080, b"\x53\xef", _ext),
    (510, b"\x55\xaa", _boot_record),
)
