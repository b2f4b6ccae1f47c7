"""`Traces`: words inside a file that name people, machines, paths and data.

A checkpoint's arguments and a model's metadata keep what its writer had around it. These are the
most valuable words on a drive, so they are gathered in one way for all formats.
"""

import re

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH

_PATH = re.compile(r"(?:/|[A-Za-z]:[\\/]|\\\\|~/)[^\0\n\r\"'<>|*?]{2,}")
_DATA = re.compile(r"data|corpus|dataset|train|shard|tokens", re.IGNORECASE)


class Traces:
    """What was found in the texts of one file; bounded, in the order of the file."""

    def __init__(self) -> None:
        self._paths: dict[str, bool] = {}  # path -> whether it names data

    def add(self, text: str, key: str = "") -> None:
        """Look at one text; `key` is the name under which the file keeps it."""
        if _PATH.fullmatch(text, 0, TEXT_LENGTH) and len(self._paths) < LIST_LENGTH:
            self._paths.setdefault(text[:TEXT_LENGTH], bool(_DATA.search(key)))

    def say(self, facts: Facts) -> None:
        """Tell in `facts` what was found."""
        if self._paths:
            facts["paths"] = list(self._paths)
        data = [path for path, is_data in self._paths.items() if is_data]
        if data:
            facts["data_paths"] = data
