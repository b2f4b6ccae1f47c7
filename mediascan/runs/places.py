"""Where nothing may be written: inside a source, by whatever name its folders are reached.

Links, `..` and bind mounts give a folder of the evidence a second name, so places are compared as
they lie in their file system, and not only as they are written.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from mediascan.model.display import show
from mediascan.model.errors import StopError, UsageError
from mediascan.sources.mounts import within_file_system
from mediascan.sources.registry import place_of, spec_for


def keep_out(sources: Iterable[str], path: str | Path, what: str, remedy: str) -> None:
    """Refuse `path` with a `UsageError` where it lies inside one of `sources`.

    `what` is the word for it, and `remedy` what to do instead. A source that cannot be opened is
    left to those who open it, and say why.
    """
    place = os.path.realpath(path)
    for source in sources:
        try:
            root = place_of(spec_for(source))
        except StopError:
            root = ""  # an image that has to be called one is protected all the same
        if _of_image(place, source) or (root and _inside(place, root)):
            raise UsageError(
                f"The {what} lies inside the source {show(source)}, and evidence is never written "
                f"to; {remedy}."
            )


def _of_image(path: str, source: str) -> bool:
    """Whether `path` is the image or device `source`, or another file of the same image.

    Those are told by their names: disk.E02 beside disk.E01, disk-s001.vmdk beside disk.vmdk.
    """
    image = os.path.realpath(source)
    if not Path(image).exists() or Path(image).is_dir():
        return False
    folder, name = os.path.split(image)
    stem = os.path.splitext(name)[0]  # noqa: PTH122 - of a str, as all here
    there, other = os.path.split(path)
    return path == image or (there == folder and other.startswith(stem) and Path(path).is_file())


def _inside(path: str, root: str) -> bool:
    """Whether `path`, which need not exist, is `root` or below it; both are without links."""
    if _below(path, root):
        return True
    there = Path(path)
    while not there.exists():
        there = there.parent
    try:
        device, place = within_file_system(str(there))
        other, base = within_file_system(root)
    except OSError:
        return False
    return device == other and _below(place, base)


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip("/") + "/")
