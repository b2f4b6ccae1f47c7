"""What is said of a sample: how it was drawn, what it would have caught, what it cannot catch."""

from dataclasses import dataclass
from typing import Any

from mediascan.cli.console import size
from mediascan.report.detection import in_words, missed
from mediascan.runs.sample import Claim, Sample


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample that was read; `asked` and `given` are what was typed behind --sample and --seed."""

    sample: Sample
    asked: str
    given: str

    def sentences(self) -> list[str]:
        """In words. Nothing is claimed of a sample of nothing."""
        sample = self.sample
        have = sample.population
        if not have.count:
            return [*self._left_out(), "The report has no digest of any file: nothing was drawn."]
        drawn = (
            f"{sample.drawn:,} of {have.count:,} pieces were drawn, each with the same chance, and "
            f"read again: {size(sample.read)} in {_count(sample.files, 'file')}."
        )
        return [
            drawn,
            f'The same pieces again: --sample "{self.asked}" --seed "{sample.seed}"',
            f"A single changed piece {in_words(self._single())}.",
            *(_sentence(one) for one in self._telling()),
            *self._left_out(),
        ]

    def as_data(self) -> dict[str, Any]:
        """As JSON values: bytes as decimal text, probabilities as numbers from 0 to 1."""
        sample = self.sample
        have = sample.population
        return {
            "asked": self.asked,
            "seed": sample.seed,
            "seedGiven": bool(self.given),
            "pieces": have.count,
            "bytes": str(have.bytes),
            "drawn": sample.drawn,
            "drawnFiles": sample.files,
            "bytesRead": str(sample.read),
            "singlePieceMissed": self._single() if have.count else None,
            "claims": [
                {
                    "bytes": str(one.bytes),
                    "pieces": one.pieces,
                    "missed": one.missed,
                    "sentence": _sentence(one),
                }
                for one in (self.sample.claims() if have.count else ())
            ],
            "withoutDigest": {"files": have.undigested, "bytes": str(have.undigested_bytes)},
            "sentences": self.sentences(),
        }

    def _single(self) -> float:
        return missed(self.sample.population.count, self.sample.drawn, 1)

    def _telling(self) -> list[Claim]:
        """The claims that say more than others: of those of as many pieces, the smallest change."""
        by_pieces = {one.pieces: one for one in self.sample.claims()}
        return [one for one in by_pieces.values() if one.pieces > 1]

    def _left_out(self) -> list[str]:
        have = self.sample.population
        others = f"{_count(have.others, 'entry', 'entries')} in the report"
        words = [
            f"Not looked for: entries that were added, and changes of what is no file ({others})."
        ]
        if have.undigested:
            files = f"{_count(have.undigested, 'file')} ({size(have.undigested_bytes)})"
            words.append(f"Not in the sample: {files} of which the report has no digest.")
        if self.given:
            words.append(
                "The seed was given: whoever knew it could change what is not drawn, and the "
                "probabilities do not hold against them."
            )
        return words


def _sentence(claim: Claim) -> str:
    share = f"{100 / claim.share:g} % of the bytes ({size(claim.bytes)})"
    pieces = _count(claim.pieces, "piece")
    return f"A change of {share} touches {pieces} or more and {in_words(claim.missed)}."


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
