"""What is to be made of each file that is read, beside its classification."""

from dataclasses import dataclass

DIGESTS = ("blake3", "sha256", "md5", "sha1")  # in the order of their columns in the catalog
USUAL = ("blake3", "sha256")


@dataclass(frozen=True, slots=True)
class Reading:
    """`digests` are names in `DIGESTS`; `segments`: a BLAKE3 for each piece of a large file too.

    `depth`: how many containers in one another are opened, 0 for none.
    """

    digests: tuple[str, ...] = USUAL
    segments: bool = True
    depth: int = 0
