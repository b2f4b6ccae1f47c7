"""Sums of samples, tokens and parameters, and of how many files they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Amounts:
    """Sums of one quantity, and of how many files they are."""

    total: int = 0
    files: int = 0

    def add(self, value: int) -> None:
        self.total += value
        self.files += 1


def amounts_data(amounts: Mapping[str, Amounts]) -> dict[str, Any]:
    return {
        name: {"total": str(one.total), "files": one.files}
        for name, one in sorted(amounts.items())
        if one.files
    }
