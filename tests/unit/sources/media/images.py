"""Images made by the stock tools, or packed by hand where there is no tool, for tests of media."""

import plistlib
import random
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

SIZE = 6 << 20
QEMU, EWF = shutil.which("qemu-img"), shutil.which("ewfacquire")


def disk(size=SIZE, seed=5):
    """The bytes of a small disk: a partition table, noise, text and zeros."""
    dice = random.Random(seed)
    data = bytearray(size)
    for at in range(0, size, 1 << 18):
        match (at >> 18) % 4:
            case 0:
                data[at + 4096 : at + 90_000] = dice.randbytes(90_000 - 4096)
            case 1:
                data[at : at + (1 << 18)] = (b"line of text %08d\n" % at * 20_000)[: 1 << 18]
            case 2:
                data[at + 7 : at + 30_007] = dice.randbytes(30_000)
    data[446:462] = struct.pack("<4sB3sII", b"\0\0\0\0", 0x83, b"\0\0\0", 2048, size // 512 - 2048)
    data[510:512] = b"\x55\xaa"
    return bytes(data)


def raw(root, data):
    (root / "disk.raw").write_bytes(data)
    return root / "disk.raw"


def run(*words):
    done = subprocess.run([str(one) for one in words], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr or done.stdout


def split(root, data, piece=1_000_000, first=1):
    """Pieces as dc3dd numbers them."""
    for number, at in enumerate(range(0, len(data), piece), first):
        (root / f"disk.{number:03}").write_bytes(data[at : at + piece])
    return root / f"disk.{first:03}"


def qemu(kind, *options):
    """A builder by qemu-img of an image of `kind`."""

    def build(root, data):
        if not QEMU:
            pytest.skip("qemu-img is not installed (qemu-utils)")
        path = root / f"disk.{kind}"
        run(QEMU, "convert", "-f", "raw", "-O", kind, *options, raw(root, data), path)
        return path

    return build


def ewf(root, data, *options):
    """By ewfacquire, in three segments."""
    if not EWF:
        pytest.skip("ewfacquire is not installed (ewf-tools)")
    target = ("-t", root / "disk", "-C", "case 7", "-e", "A. Examiner", "-N", "notes")
    run(EWF, "-u", "-q", *(options or ("-S", "1MiB", "-d", "sha1")), *target, raw(root, data))
    return next(root / f"disk{end}" for end in (".E01", ".s01") if (root / f"disk{end}").exists())


def smart(root, data):
    return ewf(root, data, "-f", "smart", "-c", "fast")


def udif(root, data, chunk=1 << 19):
    """No tool of Debian writes it: packed here, read by qemu-img as well (see the tests)."""
    stored, runs = bytearray(), b""
    for at in range(0, len(data), chunk):
        part = data[at : at + chunk]
        if not any(part):
            kind, body = 0, b""
        elif at // chunk % 3 == 1:
            kind, body = 1, part
        else:
            kind, body = 0x8000_0005, zlib.compress(part)
        row = (kind, 0, at // 512, len(part) // 512, len(stored), len(body))
        runs += struct.pack(">IIQQQQ", *row)
        stored += body
    runs += struct.pack(">IIQQQQ", 0xFFFF_FFFF, 0, len(data) // 512, 0, len(stored), 0)
    table = struct.pack(
        ">4sIQQQII24x136xI", b"mish", 1, 0, len(data) // 512, 0, 0, 0, len(runs) // 40
    )
    blkx = [{"Attributes": "0x0050", "Data": table + runs, "ID": "0", "Name": "whole disk"}]
    plist = plistlib.dumps({"resource-fork": {"blkx": blkx}})
    trailer = bytearray(512)
    struct.pack_into(
        ">4sIIIQQQQQII", trailer, 0, *(b"koly", 4, 512, 1, 0, 0, len(stored), 0, 0, 1, 1)
    )
    struct.pack_into(">QQ", trailer, 216, len(stored), len(plist))
    struct.pack_into(">IQ", trailer, 488, 1, len(data) // 512)
    path = root / "disk.dmg"
    path.write_bytes(bytes(stored) + plist + trailer)
    return path


BUILDERS = {
    "raw": raw,
    "split": split,
    "qcow2": qemu("qcow2"),
    "qcow2 version 2": qemu("qcow2", "-o", "compat=0.10"),
    "qcow2 deflate": qemu("qcow2", "-c"),
    "qcow2 zstd": qemu("qcow2", "-c", "-o", "compression_type=zstd"),
    "qcow2 subclusters": qemu("qcow2", "-o", "extended_l2=on,cluster_size=128k"),
    "qcow2 small clusters": qemu("qcow2", "-c", "-o", "cluster_size=512"),
    "vdi": qemu("vdi"),
    "vhd dynamic": qemu("vpc", "-o", "force_size=on"),
    "vhd fixed": qemu("vpc", "-o", "subformat=fixed,force_size=on"),
    "vhdx": qemu("vhdx"),
    "vhdx fixed": qemu("vhdx", "-o", "subformat=fixed"),
    "vmdk": qemu("vmdk"),
    "vmdk stream": qemu("vmdk", "-o", "subformat=streamOptimized"),
    "vmdk flat": qemu("vmdk", "-o", "subformat=monolithicFlat"),
    "vmdk extents": qemu("vmdk", "-o", "subformat=twoGbMaxExtentSparse"),
    "ewf": ewf,
    "ewf smart": smart,
    "udif": udif,
}


def state(root: Path):
    """All bytes and times of what is in `root`, and of itself."""
    found = {}
    for path in (root, *sorted(root.iterdir())):
        status = path.stat()
        times = (status.st_atime_ns, status.st_mtime_ns, status.st_ctime_ns)
        found[path.name] = (times, status.st_ino)
    return found
