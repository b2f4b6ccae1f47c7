"""Finds every check by looking, and carries them out."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from mediascan.model.discover import constants
from mediascan.runs import selftests
from mediascan.runs.selftests.base import Check, Failed


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a check came out; `words` say what was wrong."""

    check: Check
    passed: bool
    words: str = ""


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check in the modules beside this one, by id."""
    names = ("CHECK", "LOCATED", "FILLED", "ADDS_UP", "APART")
    found = [one for name in names for one in constants(selftests, name, Check).values()]
    return tuple(sorted(found, key=lambda one: one.id))


def run_all() -> Iterator[Outcome]:
    """Carry out every check, one after the other."""
    for check in all_checks():
        try:
            check.run()
        except Failed as bad:
            yield Outcome(check, passed=False, words=str(bad))
        except Exception as bug:  # noqa: BLE001 - what breaks a check has failed it
            yield Outcome(check, passed=False, words=f"{type(bug).__name__}: {bug}"[:200])
        else:
            yield Outcome(check, passed=True)


def as_data(outcomes: list[Outcome]) -> dict[str, Any]:
    """For the statement."""
    return {
        "passed": sum(one.passed for one in outcomes),
        "checks": [
            {
                "id": one.check.id,
                "sentence": one.check.sentence,
                "passed": one.passed,
                **({"words": one.words} if one.words else {}),
            }
            for one in outcomes
        ],
    }
