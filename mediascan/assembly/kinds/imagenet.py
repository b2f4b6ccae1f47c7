"""ImageNet: a folder for each synset, named by its WordNet number."""

import re

from mediascan.assembly.base import File, LayoutKind
from mediascan.assembly.names import last

_NAME = re.compile(rb"n\d{8}")


def fits(file: File) -> bool:
    return _NAME.fullmatch(last(file.folder)) is not None


KIND = LayoutKind(
    id="imagenet",
    title="Pictures in the folders of ImageNet",
    reference="https://www.image-net.org/download.php",
    classes=frozenset({"image"}),
    fits=fits,
    labelled=True,
)
