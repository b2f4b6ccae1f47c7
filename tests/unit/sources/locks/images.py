"""Encrypted volumes, made here: keys by cryptsetup or by hand, sectors encrypted by `cryptography`.

No device mapper is asked, so no root is needed. BitLocker is laid out as libbde's description of
the format says; no image that Windows wrote is here.
"""

import hashlib
import struct
import subprocess

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

MIB = 1 << 20
SECTOR = 512
PASSPHRASE = "correct horse"  # noqa: S105 - of the images made here
MASTER = bytes(range(64))
LUKS_PAYLOAD = 2 * MIB
CRYPTSETUP = "/usr/sbin/cryptsetup"
_SALT, _VMK, _FVEK = bytes(range(16)), bytes(range(32)), bytes(range(32, 64))
_MOVED = 8192  # bytes of the volume's head, which BitLocker keeps elsewhere


def luks1(path, content, passphrase=PASSPHRASE):
    """A LUKS1 volume in the new file `path`, with `content` in it."""
    (path.parent / "master").write_bytes(MASTER)
    (path.parent / "passphrase").write_text(passphrase)
    path.write_bytes(bytes(LUKS_PAYLOAD + len(content)))
    options = "--type luks1 --cipher aes-xts-plain64 --key-size 512 --pbkdf-force-iterations 1000"
    keys = ["--volume-key-file", path.parent / "master", path, path.parent / "passphrase"]
    subprocess.run([CRYPTSETUP, "luksFormat", "-q", *options.split(), *keys], check=True)
    with path.open("r+b") as file:
        file.seek(LUKS_PAYLOAD)
        file.write(encrypted(MASTER, content, 0))
    return path


def encrypted(key, data, start):
    """`data` by AES-XTS; the first sector has the number `start`."""
    return b"".join(
        Cipher(algorithms.AES(key), modes.XTS((start + at // SECTOR).to_bytes(16, "little")))
        .encryptor()
        .update(data[at : at + SECTOR])
        for at in range(0, len(data), SECTOR)
    )


def ntfs_like(size):
    """What begins like NTFS, as libbde asks of a decrypted volume, and goes on with a pattern."""
    head = b"\xeb\x52\x90NTFS    " + struct.pack("<HB", SECTOR, 8)
    head = head.ljust(40, b"\0") + struct.pack("<QQQiI", size // SECTOR - 1, 4, 8, 0xF6, 1)
    rest = b"".join(b"%015d\n" % at for at in range(size // 16))
    places = bitlocker_places(size)
    body = bytearray(head.ljust(510, b"\0") + b"\x55\xaa" + rest[SECTOR:])
    for at in places:  # files of BitLocker itself
        body[at : at + 2 * 65536] = bytes(2 * 65536)
    return bytes(body)


def bitlocker_places(size):
    """Where the three copies of the metadata are: what is there must be zeros."""
    return tuple(size - count * MIB for count in (4, 3, 2))


def bitlocker(content, password=PASSPHRASE):
    """A BitLocker volume (AES-XTS 128-bit, one password) with `content`, which is like NTFS."""
    size, places = len(content), bitlocker_places(len(content))
    moved = places[0] + 65536
    metadata = _metadata(size, places, moved, password)
    image = bytearray(encrypted(_FVEK, content, 0))
    head = (b"\xeb\x58\x90-FVE-FS-" + struct.pack("<HB", SECTOR, 8)).ljust(160, b"\0")
    head += bytes.fromhex("3bd66749292ed84a8399f6a339e3d001") + struct.pack("<3Q", *places)
    image[:_MOVED] = (head.ljust(510, b"\0") + b"\x55\xaa").ljust(_MOVED, b"\0")
    for at in places:
        image[at : at + 65536] = metadata.ljust(65536, b"\0")
    image[moved : moved + _MOVED] = encrypted(_FVEK, content[:_MOVED], moved // SECTOR)
    return bytes(image)


def _metadata(size, places, moved, password):
    once = hashlib.sha256(password.encode("utf-16-le")).digest()
    key = _stretched(hashlib.sha256(once).digest())
    inside = _entry(0, 3, struct.pack("<I", 0x1000) + _SALT)
    inside += _entry(0, 5, _sealed(key, 1, _key(0x2003, _VMK)))
    entries = _entry(2, 8, bytes(24) + struct.pack("<HH", 0, 0x2000) + inside)
    entries += _entry(3, 5, _sealed(_VMK, 2, _key(0x8004, _FVEK)))
    entries += _entry(15, 15, struct.pack("<QQ", moved, _MOVED))
    length = 48 + len(entries)
    header = struct.pack("<IIII", length, 1, 48, length) + bytes(range(16))
    header += struct.pack("<IIQ", 3, 0x8004, 133_000_000_000_000_000)
    block = b"-FVE-FS-" + struct.pack("<HHHH", (64 + length) // 16, 2, 4, 4)
    block += struct.pack("<QII3QQ", size, 0, _MOVED // SECTOR, *places, moved)
    return block + header + entries


def _stretched(initial):
    last = bytes(32)
    for count in range(1 << 20):
        last = hashlib.sha256(last + initial + _SALT + count.to_bytes(8, "little")).digest()
    return last


def _entry(kind, value, data):
    return struct.pack("<HHHH", 8 + len(data), kind, value, 1) + data


def _key(method, key):
    return struct.pack("<HHHHI", 12 + len(key), 0, 1, 1, method) + key


def _sealed(key, count, plain):
    nonce = bytes(8) + struct.pack("<I", count)
    sealed = AESCCM(key, tag_length=16).encrypt(nonce, plain, None)
    return nonce + sealed[-16:] + sealed[:-16]
