"""The programs that mediascan is held against, as data; Debian has packages of all of them.

Peers get the names of the files from a list made beforehand, so they are spared the walk.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass

from benchmarks.corpora import Corpus

_LONG = "1900000"  # bytes of arguments a process: below the 2 MiB that Linux allows


@dataclass(frozen=True, slots=True)
class Part:
    """One command. `every` is 50 where only every 50th file is given and the time is scaled."""

    arguments: tuple[str, ...]
    every: int = 1


@dataclass(frozen=True, slots=True)
class Peer:
    """One way in which people do the work today."""

    name: str
    shown: str
    parts: tuple[Part, ...]


_PLAIN = Part(("xargs", "-0", "-s", _LONG, "b3sum"))
PEERS = {
    one.name: one
    for one in (
        Peer("b3sum", "`b3sum`", (_PLAIN,)),
        Peer(
            "b3sum-two",
            "two `b3sum` at once",
            (Part(("xargs", "-0", "-P2", "-n500", "b3sum", "--num-threads", "1")),),
        ),
        Peer(
            "b3sum-file",
            "`b3sum`, then `file`",
            (_PLAIN, Part(("xargs", "-0", "-s", _LONG, "file", "--mime-type"), every=50)),
        ),
        Peer(
            "rhash", "`rhash --sha256`", (Part(("xargs", "-0", "-s", _LONG, "rhash", "--sha256")),)
        ),
        Peer(
            "hashdeep", "`hashdeep -c sha256`", (Part(("xargs", "-0", "hashdeep", "-c", "sha256")),)
        ),
        Peer("cat", "`cat` (reading alone)", (Part(("xargs", "-0", "-s", _LONG, "cat")),)),
    )
}
_PACKAGES = {"b3sum": "b3sum", "rhash": "rhash", "hashdeep": "hashdeep", "file": "file"}


def command(part: Part, corpus: Corpus) -> list[str]:
    """The whole command of `part` over `corpus`, to be run in its folder."""
    names = corpus.names
    if part.every > 1:
        names = f"{corpus.names}.{part.every}"
        with open(corpus.names, "rb") as file:  # noqa: PTH123 - a name from our own card
            chosen = file.read().split(b"\0")[:-1][:: part.every]
        with open(names, "wb") as file:  # noqa: PTH123 - as above
            file.write(b"".join(name + b"\0" for name in chosen))
    return [part.arguments[0], "-a", names, *part.arguments[1:]]


def install() -> list[str]:
    """Install what is missing where that is possible; returns the programs still missing."""
    missing = [one for one in _PACKAGES if not shutil.which(one)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        wanted = [_PACKAGES[one] for one in missing]
        for order in (["update", "-qq"], ["install", "-y", "-qq", *wanted]):
            subprocess.run(["apt-get", *order], check=False, stdout=subprocess.DEVNULL)
    return [one for one in _PACKAGES if not shutil.which(one)]


def versions() -> dict[str, str]:
    """The first line that each peer says of its version."""
    said = {}
    for one, flag in (("b3sum", "-V"), ("rhash", "-V"), ("hashdeep", "-V"), ("file", "-v")):
        if shutil.which(one):
            answer = subprocess.run([one, flag], check=False, capture_output=True, text=True)
            said[one] = (answer.stdout or answer.stderr).partition("\n")[0]
    return said
