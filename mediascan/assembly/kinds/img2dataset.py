"""img2dataset writing plain files: nine digits of shard and picture, in a folder of five."""

import re

from mediascan.assembly.base import File, LayoutKind
from mediascan.assembly.names import last

_NAME = re.compile(rb"(?:\d{5}/)\d{9}\.(?:jpe?g|png|webp)")


def fits(file: File) -> bool:
    return _NAME.fullmatch(last(file.folder) + b"/" + file.name) is not None


KIND = LayoutKind(
    id="img2dataset",
    title="Downloaded pictures with captions (img2dataset, LAION)",
    reference="https://github.com/rom1504/img2dataset",
    classes=frozenset({"image"}),
    fits=fits,
)
