"""A folder most of whose files are pictures, sounds or videos by their bytes."""

from mediascan.assembly.base import File, LayoutKind


def fits(_file: File) -> bool:
    return True


KIND = LayoutKind(
    id="media-folder",
    title="Folder of pictures, sound or video",
    reference="https://mimesniff.spec.whatwg.org/",
    classes=frozenset({"image", "audio", "video"}),
    fits=fits,
    share=0,
)
