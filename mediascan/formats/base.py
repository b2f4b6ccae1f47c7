"""What a format is: a card of data and one function. One file a format, one `FORMAT` a file."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import Limits
from mediascan.reading.window import Window

WORDS_REACH = 8192  # bytes: keys that tell a JSON file or a text apart stand near its start


LOOK_HEAD, LOOK_TAIL = 4096, 16  # bytes of a file, where it has them, that a `look` may count on

Look = Callable[[bytes, bytes, int], bool]  # first bytes, last bytes, size of the file in bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """Bytes that stand at a fixed place; a negative `at` counts from the end of the file."""

    magic: bytes
    at: int = 0


@dataclass(frozen=True, slots=True, eq=False)  # a card is itself: its hash is taken for each file
class Format:
    """One format.

    `examine` returns None for "not mine", a Finding for "mine", and raises `InputFault` for
    "mine, but broken". It is asked when a signature stands in the file, or when `refines` names
    a format that was found. `suffixes` only hint: a name never excludes and never proves.

    A format with a short signature or a general one names `words`: it is asked only where one of
    them stands in the first bytes. Words that begin with a quotation mark or a line end (the start
    of the file counts as one; of these, 4 KiB are looked at) are looked for together and cost next
    to nothing; for any other, four microseconds a file that has the signature.

    A format whose signature stands in many files, as a few zeros do, has a `look`: comparisons of
    the first and the last bytes, LOOK_HEAD and LOOK_TAIL or more. It says no only where `examine`
    would return None, and saves the window that would be made for it.
    """

    id: str
    title: str
    kind: Kind
    reference: str  # where the layout is written down
    examine: Callable[[Window], Finding | None]
    signatures: tuple[Signature, ...] = ()
    suffixes: tuple[str, ...] = ()
    refines: str = ""  # id of the general format that this one is a special case of
    words: tuple[bytes, ...] = ()  # one of them stands within the first WORDS_REACH bytes
    look: Look | None = None
    inside: frozenset[str] = frozenset()  # asked only if the general one names such an inner
    #                                       format, framework, package, root key or member
    last: bool = False  # has no signature: asked where no other format knows a file of some size
    whole: bool = False  # also asked of every device and partition, signature or not; without
    #                      signatures, of nothing else
    weak: bool = False  # the signature is so short that a fault alone is no finding
    limits: Limits = field(default_factory=Limits)
