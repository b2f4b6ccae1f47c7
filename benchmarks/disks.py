"""Makes a disk image full of structure: GPT, three file systems, LUKS, a member of an array.

Needs root for nothing, and mkfs.ext4, mkntfs, mkfs.xfs and sfdisk of Debian's packages.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

MIB = 1 << 20
FORMATS = Path(__file__).resolve().parent.parent / "fixtures" / "formats"
DEMO = FORMATS.parent / "demo"
_PARTS = (  # MiB, and how its content is made
    (16, ("mkfs.ext4", "-q", "-d", str(DEMO))),
    (16, ("mkntfs", "-q", "-F", "-s", "512")),
    (64, ("mkfs.xfs", "-q")),
    (2, "luks"),  # a fixture
    (2, "md_member"),
)
_SMALL_XFS = {"TEST_DIR": "1", "TEST_DEV": "1", "QA_CHECK_FS": "1"}  # or it refuses below 300 MiB


def made(folder: Path) -> tuple[Path, list[int]]:
    """The image in `folder`, made now, and where its volumes start, in bytes."""
    image = folder / "structure.raw"
    sizes = [size for size, _ in _PARTS]
    with image.open("wb") as file:
        file.truncate((sum(sizes) + 2) * MIB)
    starts = [1 + sum(sizes[:at]) for at in range(len(sizes))]
    table = "label: gpt\n" + "".join(
        f"start={start}MiB,size={size}MiB\n" for start, size in zip(starts, sizes, strict=True)
    )
    environment = os.environ | _SMALL_XFS | {"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
    subprocess.run(["sfdisk", "--quiet", image], input=table.encode(), check=True, env=environment)
    for start, (size, how) in zip(starts, _PARTS, strict=True):
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            part = Path(scratch) / "part"
            if isinstance(how, str):
                shutil.copy(next((FORMATS / how).glob("tiny.*[!n]")), part)
            else:
                with part.open("wb") as file:
                    file.truncate(size * MIB)
                subprocess.run([*how, part], check=True, capture_output=True, env=environment)
            with image.open("r+b") as file, part.open("rb") as content:
                file.seek(start * MIB)
                shutil.copyfileobj(content, file)
    return image, [0, *(start * MIB for start in starts)]
