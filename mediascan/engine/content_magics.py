"""First bytes of common files and the content class that they prove: data only.

Magics that two words of text could begin with stand in `TEXTLIKE`; those too short to stand alone
are in `content_checks.py`. Sources: the format's own specification where there is one, else the
public list of signatures of PRONOM (https://www.nationalarchives.gov.uk/PRONOM/) and the headers
of the program that writes the file. Python's numbers are those of `importlib.util.MAGIC_NUMBER`.
"""

_PYTHON = (62211, 3379, 3394, 3413, 3425, 3439, 3495, 3531, 3571, 3627)  # 2.7, 3.6 to 3.14
_JAVA_STREAM = b"\xac\xed\x00\x05"

FIRST: dict[str, tuple[bytes, ...]] = {
    "image": (
        *(b"\x89PNG\r\n\x1a\n", b"\x8aMNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"),
        *(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"8BPS\0", b"gimp xcf"),
        *(b"\0\0\0\x0cJXL \r\n", b"\0\0\0\x0cjP  \r\n", b"\xff\x4f\xff\x51", b"\x59\xa6\x6a\x95"),
        *(b"\x76\x2f\x31\x01", b"#?RADIANCE", b"\xd7\xcd\xc6\x9a", b"\xabKTX "),
        *(b"/* XPM */", b"P7\nWIDTH", b"icns\0"),
        *(b"IIU\0", b"FUJIFILMCCD-RAW", b"BPG\xfb", b"\1\xda\0\1", b"\1\xda\1\1"),
    ),
    "audio": (
        *(b"fLaC\0", b"fLaC\x80", b"ID3\2", b"ID3\3", b"ID3\4", b"MThd\0\0\0\6", b".snd\0"),
        *(b"#!AMR", b"caff\0\1", b"NIST_1A\n", b"TTA1\1\0", b"DSD \x1c"),
        *(b"Extended Module: ", b"MAC \x96\x0f", b"ADIF\0", b"Creative Voice File\x1a"),
    ),
    "video": (
        *(b"\x1aE\xdf\xa3", b"FLV\1", b"\0\0\1\xba", b"\0\0\1\xb3", b"DKIF\0\0", b"YUV4MPEG2 "),
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",  # ASF, which also carries WMA
    ),
    "document": (
        *(b"%PDF-", b"%!PS-Adobe", b"%!PS\n", b"\xc5\xd0\xd3\xc6", b"{\\rtf", b"ITSF\3\0"),
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"AT&TFORM", b"\xffWPC", b"\xf7\x02\x01\x83"),
    ),
    "executable": (
        *(b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe"),
        *(b"\xcf\xfa\xed\xfe", b"!<arch>\n", b"!<thin>\n", b"\x27\x05\x19\x56"),
    ),
    "bytecode": (
        *(number.to_bytes(2, "little") + b"\r\n" for number in _PYTHON),
        *(b"\0asm", b"\x1bLua", b"\x1bLJ", b"dex\n0", b"BC\xc0\xde", b"\xde\xc0\x17\x0b"),
        *(b"Caml1999", b"rust\0\0\0", b"\x01\xfa\xce\x64"),
        *(b"\xda\xda\xfe\xca", b"\xa2\xab\x0b\xf0"),
    ),
    "archive": (
        *(b"PK\3\4", b"PK\5\6", b"PK\x07\x08PK", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"),
        *(b"MSCF\0\0\0\0", b"xar!\0", b"\xed\xab\xee\xdb", b"070701", b"070702"),
        *(b"070707", b"!<arch>\ndebian", b"JM\1\0PK", b"\5\0\0\0\1\0\0\0"),
        *(b"PACK\0\0\0\2", b"# v2 git bundle\n", b"# v3 git bundle\n"),
    ),
    "compressed": (
        *(b"\x1f\x8b\x08", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"LZIP\1"),
        *(b"\x02\x21\x4c\x18", b"\x89LZO\0\r\n\x1a\n", b"LRZI\0"),
        *(b"\xff\x06\0\0sNaPpY", b"\x5d\0\0\x80\0", b"\x5d\0\0\x40\0", b"\x5d\0\0\1\0"),
        *(bytes([0x50 + low]) + b"\x2a\x4d\x18" for low in range(16)),  # zstd skippable frame
        *(b"BZh" + bytes([level]) + b"1AY&SY" for level in b"123456789"),
    ),
    "database": (
        *(b"SQLite format 3\0", b"\xce\x9a\x57\x13", b"\xcf\x9a\x57\x13", b"\xcd\x9a\x57\x13"),
        *(b"\xca\x9a\x57\x13", b"\x13\x57\x9a\xce", b"\xfe\xfe\x07\1", b"DIRC\0\0\0"),
        *(b"\xfftOc\0\0\0", b"MIDX\1", b"CGPH\1", b"REDIS00", b"\x37\x7f\x06\x82"),
    ),
    "font": (
        *(b"OTTO\0", b"ttcf\0", b"true\0", b"\1fcp", b"\x72\xb5\x4a\x86"),
        *(b"%!PS-AdobeFont", b"%!FontType1", b"STARTFONT "),
    ),
    "disk-image": (
        *(b"QFI\xfb", b"# Disk DescriptorFile", b"conectix", b"vhdxfile"),
        *(b"EVF\x09\r\n\xff\0", b"LVF\x09\r\n\xff\0", b"EVF2\r\n\x81\0", b"LEF2\r\n\x81\0"),
        *(b"MSWIM\0\0\0", b"AFF10\r\n\0", b"ADSEGMENTEDFILE", b"<<< Oracle VM VirtualBox"),
    ),
    "file-system": (
        *(b"XFSB\0\0", b"\x45\x3d\xcd\x28", b"UBI#\1", b"\x31\x18\x10\x06"),
        *(b"\xfc\x4e\x2b\xa9", b"bluestore block device\n", b"dmvdo001", b"-rom1fs-"),
    ),
    "key": (
        *(b"-----BEGIN ", b"ssh-rsa AAAA", b"ssh-ed25519 AAAA", b"PuTTY-User-Key-File"),
        *(b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce", b"(11:public-key", b"(11:private-key"),
        *(b"(21:protected-private-key", b"Bag Attributes\n"),
    ),
    "model": (
        *(b"PYTORCH1", b"ML\xefR", b"LITERTLM"),
        b"\x80\2\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.",  # torch.save before 1.6
        *(b"\xba\x16\x4f\x2f\x0c\0\0\0", b"\xb7\x9c\x04\x05O\x8d\xe5\xf7", b"B\0C\0N\0\0\0"),
    ),
    "dataset": (
        *(b"ARROW1\0\0", b"Obj\1", b"WARC/", b"MMIDIDX\0\0"),
        *(b"TNTIDX\0\0", b"\x0a\x23\xd7\xce", b"\x83\xafp\xd1\r\x88J?", b"\x89MCAP0\r\n"),
        b"#ROSBAG V",
    ),
    "arrays": (
        *(b"\x89HDF\r\n\x1a\n", b"\x93NUMPY", b"CDF\1", b"CDF\2", b"CDF\5", b"SIMPLE  ="),
        *(b"\x0e\x03\x13\x01", b"MATLAB 5.0 MAT-file", b"LASF\0", b"root\0", b"GRIB\0"),
        *(b"SR\0\4", b"SR\0\6"),
    ),
    "objects": (
        *(_JAVA_STREAM, b"bplist0", b"RDX2\n", b"RDX3\n", b"X\n\0\0\0", b"pst0\4", b"\4\x08["),
        *(b"\4\x08{", b"\4\x08o:", b"\xce\xca\xef\xbe", b"\x80\4\x95", b"\x80\5\x95"),
    ),
    "encrypted": (
        *(b"LUKS\xba\xbe", b"SKUL\xba\xbe", b"Salted__", b"age-encryption.org/v1\n"),
        *(b"-----BEGIN AGE ENCRYPTED FILE", b"-----BEGIN PGP MESSAGE", b"scrypt\0", b"AES\2\0"),
        *(b"$ANSIBLE_VAULT;", b"\x03\xd9\xa2\x9a", b"encrcdsa", b"\x8c\x0d\x04", b"gAAAAAB"),
    ),
    "log": (
        *(b"LPKSHHRH", b"ElfFile\0", b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"PERFILE2"),
        *(b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x0a\x0d\x0d\x0a"),
    ),
    "system": (
        *(b"\xde\x12\x04\x95", b"\x95\x04\x12\xde", b"KSLPHHRH", b"RHHHKSLP"),
        *(b"GVariant", b"\x04\xfc\x02\xfc", b"\xdc\x76\xfe\x98", b"\x09\x01\x02\xde"),
        *(b"ld.so-1.7.0", b"glibc-ld.so.cache", b"\x24\x03\x01\x20", b"\x0fmkx", b"\x0e\0\0\0MIT"),
        *(b"L\0\0\0\1\x14\2\0", b"\xd0\x0d\xfe\xed"),
        *(b"\xfe\xeb\xfa\xce", b"GOBJ\nMETADATA\r\n\x1a", b"\0\0\0\1Bud1", b"VIMspell", b"VIMsug"),
        *(b"\1\0\4TZDB\0", b"\0\1\0\0\0\0\0\x0c", b"\0\1\0\2\0\0\0\x28"),
    ),
}

TEXTLIKE: dict[str, tuple[bytes, ...]] = {  # letters: believed only where the head is not text
    "image": (
        b"Xcur",
        b"qoif",
        b"DDS \x7c",
        b"P4\n",
        b"P5\n",
        b"P6\n",
        b"Pf\n",
        b"PF\n",
        b"IIRO",
        b"IIRS",
    ),
    "audio": (
        b"wvpk",
        b"FRM8",
        b"IMPM",
    ),
    "bytecode": (
        b";ELC",
        b"gpch",
        b"CPCH",
        b"CPPM",
        b"oncg",
        b"adcg",
    ),
    "archive": (
        b"ISc(",
        b"RE~^",
        b"SIT!",
        b"SZDD",
    ),
    "database": (
        b"Eloq",
        b"PGDMP",
    ),
    "font": (
        b"wOFF",
        b"wOF2",
    ),
    "disk-image": (
        b"KDMV",
        b"COWD",
    ),
    "file-system": (
        b"hsqs",
        b"sqsh",
    ),
    "model": (
        b"GGUF",
        b"lmgg",
        b"fmgg",
        b"tjgg",
        b"algg",
        b"CBM1",
        b"ptrt",
        b"ftrt",
        b"RKNN",
        b"IMOD",
    ),
    "dataset": (
        b"PAR1",
        b"PARE",
        b"FEA1",
        b"ORC",
    ),
    "system": (
        b"regf",
        b"SCCA",
        b"CrAU",
        b"TZif",
    ),
    "executable": (b"#!/",),
}

INSIDE: tuple[tuple[int, bytes, str], ...] = (  # (offset, magic, class)
    (257, b"ustar", "archive"),
    (3, b"-FVE-FS-", "encrypted"),
    (3, b"NTFS    ", "file-system"),
    (3, b"EXFAT   ", "file-system"),
    (54, b"FAT1", "file-system"),
    (82, b"FAT32   ", "file-system"),
    (512, b"EFI PART", "disk-image"),
    (512, b"LABELONE", "file-system"),
    (536, b"LVM2 001", "file-system"),
    (1024, b"\x10\x20\xf5\xf2", "file-system"),
    (1024, b"\xe2\xe1\xf5\xe0", "file-system"),
    (1024, b"H+\0\4", "file-system"),
    (1024, b"HX\0\5", "file-system"),
    (32, b"NXSB", "file-system"),
    (4086, b"SWAPSPACE2", "file-system"),
    (4096, b"\xfc\x4e\x2b\xa9", "file-system"),
    (32_769, b"CD001", "disk-image"),
    (32_769, b"BEA01", "disk-image"),
    (65_600, b"_BHRfS_M", "file-system"),
    (514, b"HdrS", "executable"),  # Linux boot protocol: bzImage
    (12, b"\x61\x15\x06\0", "database"),  # Berkeley DB: hash, btree, queue; either order
    (12, b"\x62\x31\x05\0", "database"),
    (12, b"\x53\x22\x04\0", "database"),
    (12, b"\0\x06\x15\x61", "database"),
    (12, b"\0\x05\x31\x62", "database"),
    (16, b"\xde\xc0\xef\xbe", "database"),  # LMDB
    (128, b"DICM", "image"),
    (344, b"n+1\0", "arrays"),
    (60, b"BOOKMOBI", "document"),
    (40, b" EMF", "image"),
    (8, b"KBXf", "key"),
    (4, b"TFL3", "model"),
    (4, b"ORTM", "model"),
    (4, b"ET12", "model"),
    (2, b"-lh", "archive"),
    (1, b"\x07\x09\x20", "system"),  # glibc locale: 0x20090720 xor category
    (1, b"\x10\x05\x20", "system"),  # glibc LC_COLLATE: 0x20051014 xor category
    (1, b"\x11\x03\x20", "system"),  # glibc LC_CTYPE: 0x20031115 xor category
)
