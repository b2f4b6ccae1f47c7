"""Read errors of the kernel itself: a loop device whose backing file is cut behind its back."""

import hashlib
import json
import os
import random
import shutil
import subprocess

import pytest

from mediascan.report.manifest_reader import rows
from tests.conftest import run

PAGE = 4096
NEEDED = ("mkfs.ext4", "mount", "umount", "losetup")


@pytest.fixture
def dying(tmp_path):
    """A mounted read-only file system of 32 MiB, of which the last 14 MiB give errors."""
    missing = [tool for tool in NEEDED if not shutil.which(tool)]
    if os.geteuid() or missing:
        pytest.skip(f"mounting an image needs root and {missing or 'nothing more'}")
    tree, image, place = tmp_path / "tree", tmp_path / "image", tmp_path / "mounted"
    tree.mkdir()
    place.mkdir()
    with image.open("wb") as stream:
        stream.truncate(32 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
    mount = ["mount", "-o", "loop", image, place]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount a loop device")
    chance = random.Random(5)
    for number in range(20):
        (tree / f"small {number:02}").write_bytes(chance.randbytes(50_000))
    (tree / "xlarge").write_bytes(chance.randbytes(20 << 20))
    for path in sorted(tree.iterdir()):  # in this order they lie on the medium, more or less
        shutil.copy(path, place)
        os.sync()
    subprocess.run(["umount", place], check=True)
    subprocess.run(["mount", "-o", "loop,ro,noload", image, place], check=True)
    (place / "small 00").read_bytes()  # what the kernel needs of the folder is in memory now
    for path in place.iterdir():
        path.stat()
    os.truncate(image, 18 << 20)
    yield tree, place
    subprocess.run(["umount", "-l", place], check=True)


def readable(path, offset):
    """Whether the page at `offset` can be read at all."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return len(os.pread(descriptor, PAGE, offset)) > 0
    except OSError:
        return False
    finally:
        os.close(descriptor)


def test_bad_sectors_are_holes_to_the_page_and_the_rest_is_read(dying, tmp_path, home):
    tree, place = dying
    out = tmp_path / "out"
    run("inspect", place, "--out", out, home=home, check=3)
    found = dict(rows(out))
    large = found[b"xlarge"]
    holes = [range(int(h["offset"]), int(h["offset"]) + int(h["length"])) for h in large["holes"]]
    assert "sha256" not in large
    assert "blake3" not in large
    assert {fault["kind"] for fault in large["faults"]} == {"unreadable"}
    for offset in range(0, 20 << 20, PAGE):
        lost = any(offset in hole for hole in holes)
        assert lost is not readable(place / "xlarge", offset), offset
    whole = [path for path in found if path.startswith(b"small") and "sha256" in found[path]]
    assert len(whole) > 10
    for path in whole:
        digest = hashlib.sha256((tree / path.decode()).read_bytes()).hexdigest()
        assert found[path]["sha256"] == digest
    predicate = json.loads((out / "statement.json").read_bytes())["predicate"]
    assert predicate["verdict"]["outcome"] == "INCONCLUSIVE"
    assert predicate["coverage"]["complete"] is False
    lost = sum(len(hole) for hole in holes)
    assert int(predicate["coverage"]["unreadableBytes"]) >= lost
    run("verify", out, home=home, check=0)
