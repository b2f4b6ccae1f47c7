"""All exports, by their ids."""

from mediascan.model.discover import constants
from mediascan.model.errors import UsageError
from mediascan.report import exports
from mediascan.report.exports.base import Export


def all_exports() -> tuple[Export, ...]:
    """Every `EXPORT` below report/exports, by its id."""
    found = constants(exports, "EXPORT", Export).values()
    return tuple(sorted(found, key=lambda one: one.id))


def export_called(name: str) -> Export:
    """The export with the id `name`. Raises `UsageError` with those that there are."""
    every = {one.id: one for one in all_exports()}
    if name not in every:
        raise UsageError(f"There is no such export; there are: {', '.join(every)}.")
    return every[name]
