"""What the first bytes of a disk or of a volume show, to tell a raw image from any other file.

Offsets and values: util-linux, libblkid/src/superblocks and partitions; UEFI specification 2.10
section 5 (GPT); ECMA-119 section 8.1 and ECMA-167 (ISO 9660 and UDF descriptors). This is not how
a disk is understood: it only decides whether a file is read as one.
"""

_SECTORS = (512, 4096)
_SIGNS: tuple[tuple[str, int, bytes], ...] = (
    ("XFS", 0, b"XFSB"),
    ("LUKS", 0, b"LUKS\xba\xbe"),
    *(("LUKS", at, b"SKUL\xba\xbe") for at in (0x4000, 0x8000, 0x10000)),  # the second header
    ("BitLocker", 3, b"-FVE-FS-"),
    ("NTFS", 3, b"NTFS    "),
    ("exFAT", 3, b"EXFAT   "),
    ("APFS", 32, b"NXSB"),
    ("FAT", 0x36, b"FAT12   "),
    ("FAT", 0x36, b"FAT16   "),
    ("FAT", 0x52, b"FAT32   "),
    ("Linux RAID", 0, b"\xfc\x4e\x2b\xa9"),
    ("Linux RAID", 4096, b"\xfc\x4e\x2b\xa9"),
    ("LVM", 512, b"LABELONE"),
    ("HFS+", 1024, b"H+\0\x04"),
    ("HFS+", 1024, b"HX\0\x05"),
    ("HFS", 1024, b"BD"),
    ("F2FS", 1024, b"\x10\x20\xf5\xf2"),
    ("ext", 1024 + 56, b"\x53\xef"),
    ("swap space", 4086, b"SWAPSPACE2"),
    ("ISO 9660", 0x8001, b"CD001"),
    ("UDF", 0x8001, b"BEA01"),
    ("btrfs", 0x10040, b"_BHRfS_M"),
    ("ReFS", 3, b"ReFS\0"),
)


def sign_of_disk(head: bytes) -> str:
    """The name of what `head`, up to the first 128 KiB, begins with; "" for no disk."""
    for sector in _SECTORS:
        if head[sector : sector + 8] == b"EFI PART":
            return "GPT"
    if head[:2] == b"ER" and head[512:514] == b"PM":
        return "APM"
    for name, offset, sign in _SIGNS:
        if head[offset : offset + len(sign)] == sign and _holds(name, head):
            return name
    return "MBR" if _partitions(head) else ""


def _holds(name: str, head: bytes) -> bool:
    """Whether a short sign is borne out by the fields beside it."""
    if name == "ext":  # block size 1 to 64 KiB, and a revision that exists
        return int.from_bytes(head[1048:1052], "little") <= 6 and head[1100:1104] in _REVISIONS
    if name == "HFS":  # allocation blocks are multiples of 512
        size = int.from_bytes(head[1044:1048], "big")
        return bool(size) and size % 512 == 0
    if name in {"FAT", "NTFS", "exFAT"}:
        return head[510:512] == b"\x55\xaa"
    return True


_REVISIONS = {b"\0\0\0\0", b"\x01\0\0\0"}  # s_rev_level


def _partitions(head: bytes) -> bool:
    """Whether sector 0 is a master boot record with at least one entry, and all legal."""
    if head[510:512] != b"\x55\xaa":
        return False
    entries = [head[at : at + 16] for at in range(446, 510, 16)]
    used = [one for one in entries if any(one)]
    return bool(used) and all(
        one[0] in {0, 0x80} and one[4] and any(one[8:12]) and any(one[12:16]) for one in used
    )
