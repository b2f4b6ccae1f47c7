"""What is asked before anything is read: the places, and whether they are those begun with."""

import os
from pathlib import Path
from typing import Any

from mediascan.catalog.catalog import Catalog
from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, UsageError
from mediascan.model.finding import plain_text
from mediascan.model.handling import Handling
from mediascan.model.source import SourceSpec
from mediascan.report.folder import WORK
from mediascan.runs.medium import with_keys
from mediascan.runs.places import keep_out
from mediascan.sources.registry import spec_for

CATALOG = "catalog.sqlite"
_FREE = "operator"  # who sits there may change from sitting to sitting
_PLACE = "mount point"


def spec_of(source: str, out: Path, handling: Handling) -> SourceSpec:
    """The source to inspect, as the officer says that it is to be handled.

    Raises `UsageError` where there never was one, `IncompleteError` where an inspection of it was
    begun in `out` and it is not there now.
    """
    try:
        return with_keys(spec_for(source, image=handling.image), handling.unlock)
    except UsageError as bad:
        if (out / WORK / CATALOG).exists():
            raise IncompleteError(_absent(source, out)) from bad
        raise


def check_places(sources: tuple[str, ...], out: Path) -> None:
    """Refuse to write where evidence is, be it of this source or of one that is read beside it."""
    keep_out(sources, out, "output folder", "choose a folder elsewhere with --out")
    if out.exists() and not out.is_dir():
        raise UsageError(f"The output {show(bytes(out))} is a file; --out names a folder.")


def prepare(out: Path) -> None:
    """Make the work folder; only an empty folder, or one of an inspection, is taken."""
    work = out / WORK
    try:
        if not work.exists() and any(out.iterdir()):
            raise UsageError(
                f"{show(bytes(out))} is not empty; choose a new or empty folder with --out."
            )
        work.mkdir(exist_ok=True)
    except OSError as bad:
        raise IncompleteError(f"Cannot write to {show(bytes(out))}: {bad.strerror}.") from bad


def source_of(facts: dict[str, Any]) -> dict[str, str]:
    """What tells one source from another: a second drive may be mounted where the first was."""
    return {"source": facts["path"], "file system": facts.get("uuid", "")}


def begin(catalog: Catalog, wanted: dict[str, str], facts: dict[str, Any], out: Path) -> None:
    """Write down what is inspected, or check that it is what was begun here.

    Raises `IncompleteError` where the drive is not mounted: its mount point is an empty folder
    then, and all that was read would seem to be gone. Raises `UsageError` for another difference.
    """
    wanted = wanted | source_of(facts) | {_PLACE: facts.get("mountPoint", "")}
    begun = catalog.meta()
    different = [
        name for name, value in wanted.items() if name != _FREE and begun.get(name, value) != value
    ]
    if _PLACE in different and "source" not in different:
        raise IncompleteError(_absent(facts["path"], out))
    for name in different:
        raise UsageError(
            f"{show(bytes(out))} holds an unfinished inspection with another {name} "
            f"({show(begun[name]) or 'none'}); finish that one, or choose another folder."
        )
    if "source" not in begun:
        catalog.set_meta(wanted)


def meta_of(case: str, exhibit: str, operator: str) -> dict[str, str]:
    """What the operator typed of the case, for catalog and report."""
    values = {"case": case, "exhibit": exhibit, "operator": operator}
    return {name: words_of(value) for name, value in values.items()}


def words_of(text: str) -> str:
    """What the operator typed: UTF-8, whatever the locale made of it."""
    return plain_text(os.fsencode(text).decode("utf-8", "surrogateescape"))


def _absent(source: str, out: Path) -> str:
    return (
        f"{show(source)} is not there now, and its inspection in {show(bytes(out))} is unfinished; "
        "all that was read is kept. Connect the drive again and run the same command, which goes "
        "on."
    )
