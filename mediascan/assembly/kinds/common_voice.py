"""Common Voice: `clips/common_voice_en_12345.mp3` beside tables of sentences."""

import re

from mediascan.assembly.base import File, LayoutKind

_NAME = re.compile(rb"common_voice_[A-Za-z-]{2,12}_\d{1,12}\.(?:mp3|wav)")


def fits(file: File) -> bool:
    return _NAME.fullmatch(file.name) is not None


KIND = LayoutKind(
    id="common-voice",
    title="Speech named as in Common Voice",
    reference="https://commonvoice.mozilla.org/datasets",
    classes=frozenset({"audio"}),
    fits=fits,
)
