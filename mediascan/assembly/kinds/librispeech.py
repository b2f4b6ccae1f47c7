"""LibriSpeech: `speaker/chapter/speaker-chapter-0001.flac`, with a text for each chapter."""

from mediascan.assembly.base import File, LayoutKind
from mediascan.assembly.names import last, parent


def fits(file: File) -> bool:
    chapter, speaker = last(file.folder), last(parent(file.folder))
    return (
        chapter.isdigit()
        and speaker.isdigit()
        and file.name.startswith(speaker + b"-" + chapter + b"-")
    )


KIND = LayoutKind(
    id="librispeech",
    title="Speech named as in LibriSpeech",
    reference="https://www.openslr.org/12",
    classes=frozenset({"audio"}),
    fits=fits,
)
