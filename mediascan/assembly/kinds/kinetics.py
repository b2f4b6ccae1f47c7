"""Kinetics: cuts of videos, named by their id of eleven letters and two times in seconds."""

import re

from mediascan.assembly.base import File, LayoutKind

_NAME = re.compile(rb"[\w-]{11}_\d{6}_\d{6}\.(?:mp4|mkv|webm|avi)")


def fits(file: File) -> bool:
    return _NAME.fullmatch(file.name) is not None


KIND = LayoutKind(
    id="kinetics",
    title="Videos named as in Kinetics",
    reference="https://github.com/cvdfoundation/kinetics-dataset",
    classes=frozenset({"video"}),
    fits=fits,
)
