"""How often the rules of concealment cry wolf over real files, and what they miss of made ones.

    benchmarks/false_positives [--real FOLDER]... [--made FOLDER] [--largest MIB] [--list FILE]

Every regular file below the folders (/usr and /var/cache when none is named) is asked as an
inspection asks it. No file of a distribution's package is taken to conceal anything, so each
finding counts as false until a person has looked at it; `--list` writes them down. Bounds are
one-sided, at 95 %, by Clopper and Pearson; with no finding among n files that is 3/n.
"""

import argparse
import json
import math
import os
import stat
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.positives import made
from benchmarks.streams import COMPRESSORS, streams
from mediascan.engine.concealment import is_unexplained
from mediascan.engine.identify import NoMeter
from mediascan.engine.inspect import Inspector
from mediascan.engine.special import SPECIAL
from mediascan.engine.unexplained import looks_like
from mediascan.formats.registry import formats_by_id
from mediascan.model.finding import Kind
from mediascan.model.reading import Reading
from mediascan.model.source import SourceSpec

SURE = 0.95
EIGHTH = 8  # one large file in so many is judged without its header as well: 0.1 s each
LEAST = 64 * 1024  # bytes below which the statistical rules are not asked


class Asked:
    """Files asked so far, and what was found."""

    def __init__(self, listing: Path | None) -> None:
        self.files = self.bytes = self.large = self.unexplained = 0
        self.inside: Counter[tuple[str, str]] = Counter()  # class, what the middle looks like
        self.kinds: Counter[str] = Counter()  # content classes
        self.findings: Counter[str] = Counter()  # by format
        self.crashes = 0
        self._listing = listing.open("w") if listing else None

    def ask(self, inspector: Inspector, path: Path, size: int) -> None:
        folder, name = os.path.split(os.fsencode(path).lstrip(b"/"))
        try:
            kind, _, findings = inspector.identify(name, folder)
        except OSError:
            return
        self.files += 1
        self.bytes += size
        self.large += size >= LEAST
        self.unexplained += is_unexplained(kind, findings, size)
        if size >= 4 * LEAST and self.large % EIGHTH == 0:
            self.inside[kind, middle(path, size)] += 1
        self.kinds[kind] += 1
        for known in {one.format_id for one in findings}:
            self.findings[known] += 1
        self.crashes += any(f.kind == "crashed" for one in findings for f in one.faults)
        odd = [one for one in findings if one.format_id in SPECIAL]
        if odd and self._listing:
            for one in odd:
                facts = {k: v for k, v in one.facts.items() if k != "metadata"}
                print(json.dumps([one.format_id, str(path), size, facts]), file=self._listing)
            self._listing.flush()


def middle(path: Path, size: int) -> str:
    """What the middle half of a file looks like, judged as bytes without a name or a header."""
    with path.open("rb") as file:

        def read_at(at: int, length: int) -> bytes:
            file.seek(at)
            return file.read(length)

        found = looks_like(read_at, size // 4, size // 2)
    return found.format_id if found else "nothing of note"


def files_below(roots: list[Path]) -> Iterator[tuple[Path, int]]:
    """Every regular file once, with its size; hard links are one file."""
    seen: set[tuple[int, int]] = set()
    for root in roots:
        for folder, _, names in os.walk(root):
            for name in names:
                path = Path(folder, name)
                found = path.lstat()
                if stat.S_ISREG(found.st_mode) and (found.st_dev, found.st_ino) not in seen:
                    seen.add((found.st_dev, found.st_ino))
                    yield path, found.st_size


def bound(count: int, total: int) -> float:
    """The share that is not exceeded with probability SURE when `count` of `total` were seen."""
    low, high = count / max(1, total), 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(count, total, middle) > 1 - SURE:
            low = middle
        else:
            high = middle
    return high


def _at_most(count: int, total: int, share: float) -> float:
    """The probability of `count` or fewer of `total`, each with probability `share`."""
    if share >= 1:
        return float(count >= total)
    return math.fsum(
        math.exp(
            math.lgamma(total + 1)
            - math.lgamma(k + 1)
            - math.lgamma(total - k + 1)
            + k * math.log(share)
            + (total - k) * math.log1p(-share)
        )
        for k in range(count + 1)
    )


def real(roots: list[Path], listing: Path | None) -> Asked:
    """Asks every file below `roots`."""
    inspector = Inspector(SourceSpec("directory", "/"), Reading(digests=()), NoMeter())
    asked = Asked(listing)
    began = time.monotonic()
    for path, size in files_below(roots):
        asked.ask(inspector, path.resolve(), size)
        if asked.files % 20_000 == 0:
            print(f"{asked.files} files, {time.monotonic() - began:.0f} s", file=sys.stderr)
    return asked


def print_real(asked: Asked) -> None:
    media = {one.id for one in formats_by_id().values() if one.kind is Kind.MEDIA}
    print(f"{asked.files:,} files, {asked.bytes / 1e9:.1f} GB; {asked.crashes} crashes\n")
    print("| rule | files asked | findings | at most (95 %) |\n|---|---|---|---|")
    for known in SPECIAL:
        count = asked.findings[known]
        total = asked.unexplained if known in _STATISTICAL else asked.files
        print(f"| `{known}` | {total:,} | {count} | {bound(count, total):.1e} |")
    told = sorted((known, asked.findings[known]) for known in media if asked.findings[known])
    print("\nFormats of media found: " + ", ".join(f"{known} {count:,}" for known, count in told))
    print(
        "\nThe middle of one in eight files of 256 KiB and more, judged without name and header:\n"
    )
    print(
        "| content class | files | uniform | like weights | like token ids |\n|---|---|---|---|---|"
    )
    for kind in sorted({kind for kind, _ in asked.inside}):
        found = [
            asked.inside[kind, one] for one in ("uniform_bytes", "bare_weights", "bare_tokens")
        ]
        total = sum(count for (held, _), count in asked.inside.items() if held == kind)
        print(f"| {kind} | {total:,} | {' | '.join(map(str, found))} |")
    common = ", ".join(f"{kind} {count:,}" for kind, count in asked.kinds.most_common())
    print(f"\nContent classes: {common}\n")


_STATISTICAL = {"uniform_bytes", "uniform_content", "bare_weights", "bare_tokens"}


def print_made(folder: Path, largest: int) -> None:
    """Makes positives and asks about them."""
    inspector = Inspector(SourceSpec("directory", str(folder)), Reading(digests=()), NoMeter())
    tried: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for what, expected, path in made(folder, largest):
        _, _, findings = inspector.identify(os.fsencode(path.name))
        tried[what] += 1
        missed[what] += expected not in {one.format_id for one in findings}
        path.unlink()
    print("| made | tried | missed | missed at most (95 %) |\n|---|---|---|---|")
    for what, count in tried.items():
        print(f"| {what} | {count} | {missed[what]} | {bound(missed[what], count):.2g} |")


def print_streams(roots: list[Path]) -> None:
    """Compresses real files and asks about the streams."""
    called = streams(roots)
    print("| stream without header | tried | called uniform | other findings | uniform at most |")
    print("|---|---|---|---|---|")
    for name in COMPRESSORS:
        total = sum(count for (known, _), count in called.items() if known == name)
        uniform, plain = called[name, "uniform_bytes"], called[name, ""]
        others = total - uniform - plain
        print(f"| {name} | {total} | {uniform} | {others} | {bound(uniform, total):.2g} |")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--real", type=Path, action="append", help="folder of real files")
    parser.add_argument("--made", type=Path, help="folder for made files")
    parser.add_argument("--largest", type=int, default=64, help="MiB of the largest made file")
    parser.add_argument("--list", type=Path, help="file for the findings over real files")
    words = parser.parse_args()
    roots = words.real or [Path("/usr"), Path("/var/cache")]
    if str(roots[0]) != "none":
        print_real(real(roots, words.list))
        print_streams(roots)
    with tempfile.TemporaryDirectory(dir=words.made) as folder:
        print_made(Path(folder), words.largest << 20)


if __name__ == "__main__":
    main()
