"""The rows of the table as data: what mediascan is given, against whom, and what is to be reached.

An argument for a row (a digest less, another order of reading) is one word here and nothing else.
"""

from dataclasses import dataclass

WARM, COLD = "warm", "cold"


@dataclass(frozen=True, slots=True)
class Against:
    """A peer, and how many times its speed is to be reached; None: shown, but no target."""

    peer: str
    reach: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison on one corpus. `arguments` are added to `mediascan inspect`."""

    id: str
    title: str
    corpus: str
    state: str
    against: tuple[Against, ...]
    arguments: tuple[str, ...] = ()
    note: str = ""


_BLAKE3 = ("--digest", "blake3")
_PLAIN = ("--no-segments",)  # the segments are one more BLAKE3, which no peer makes
_FILE = "`file` was given every 50th file and its time multiplied; its answers differ from ours"

ROWS = (
    Row(
        "small-blake3",
        "corpus 2, BLAKE3 + classify + catalog",
        "small",
        WARM,
        (Against("b3sum", 1.0), Against("b3sum-two", 0.8), Against("b3sum-file", 30.0)),
        arguments=_BLAKE3,
        note=_FILE,
    ),
    Row(
        "small-sha256",
        "corpus 2, BLAKE3 + SHA-256 + classify + catalog",
        "small",
        WARM,
        (Against("rhash", 0.8), Against("hashdeep", None)),
        note="`rhash` and `hashdeep` make SHA-256 only, `hashdeep` without the processor's help",
    ),
    Row(
        "mixed-blake3",
        "corpus 3, BLAKE3 + classify + catalog",
        "mixed",
        WARM,
        (Against("b3sum", 1.2), Against("b3sum-two", 0.9)),
        arguments=_BLAKE3,
    ),
    Row(
        "large-blake3",
        "corpus 1, BLAKE3",
        "large",
        WARM,
        (Against("b3sum", 0.85),),
        arguments=(*_BLAKE3, *_PLAIN),
        note="without segments; `b3sum` maps the file, mediascan reads it",
    ),
    Row(
        "large-sha256",
        "corpus 1, BLAKE3 + SHA-256",
        "large",
        WARM,
        (Against("rhash", 1.2),),
        arguments=_PLAIN,
        note="without segments; `rhash` makes SHA-256 only",
    ),
    Row(
        "large-segments",
        "corpus 1, BLAKE3 + SHA-256 + segments",
        "large",
        WARM,
        (Against("rhash", None),),
        note="as by default; `rhash` makes SHA-256 only",
    ),
    Row(
        "one-sha256",
        "one large file, BLAKE3 + SHA-256",
        "one",
        WARM,
        (Against("rhash", 1.2),),
        arguments=_PLAIN,
        note="without segments; `rhash` makes SHA-256 only",
    ),
    Row(
        "large-cold",
        "corpus 1, BLAKE3 + SHA-256 + classify",
        "large",
        COLD,
        (Against("cat", 0.95),),
    ),
    Row(
        "small-cold",
        "corpus 2, hash + classify + catalog",
        "small",
        COLD,
        (Against("b3sum", 1.0), Against("b3sum-two", 0.8)),
        arguments=_BLAKE3,
    ),
    Row(
        "mixed-cold",
        "corpus 3, hash + classify + catalog",
        "mixed",
        COLD,
        (Against("b3sum", 1.2), Against("b3sum-two", 0.9)),
        arguments=_BLAKE3,
    ),
)
MEMORY = "memory"  # the row that is measured by itself
MEMORY_REACH = 300.0  # MiB, all processes together
MEMORY_SAME = 1.1  # the peak over many files divided by that over few: "the same" within noise
MEMORY_CORPORA = ("large", "small", "few", "many")
EVERY = (*(row.id for row in ROWS), MEMORY)
