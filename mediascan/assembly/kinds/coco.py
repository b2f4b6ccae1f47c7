"""COCO: pictures named by twelve digits, in folders for training and validation."""

import re

from mediascan.assembly.base import File, LayoutKind

_NAME = re.compile(rb"(?:COCO_[a-z]{3,5}\d{4}_)?\d{12}\.jpe?g")


def fits(file: File) -> bool:
    return _NAME.fullmatch(file.name) is not None


KIND = LayoutKind(
    id="coco",
    title="Pictures named as in COCO",
    reference="https://cocodataset.org/#format-data",
    classes=frozenset({"image"}),
    fits=fits,
)
