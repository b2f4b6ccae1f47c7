"""What the officer says of the exhibit, and allows."""

from dataclasses import dataclass

from mediascan.model.source import KeyFile


@dataclass(frozen=True, slots=True)
class Handling:
    """Beside the source itself. Texts are as they were typed; empty: nothing was said."""

    accept_writable: bool = False  # read a device though something could write to it
    image: bool = False  # the source is a raw image, whatever its first bytes look like
    label_capacity: str = ""  # what is printed on the drive, as "80 TB"
    smart: str = ""  # a file that `smartctl --json --xall` wrote about the drive
    unlock: tuple[KeyFile, ...] = ()  # volumes to be unlocked
