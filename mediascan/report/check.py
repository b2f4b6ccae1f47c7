"""One line of the answer to "does this report hold?"."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    FAIL = "FAIL"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the answer; `code` is the exit code that a failure asks for."""

    name: str
    state: State
    sentence: str
    code: int = 0
