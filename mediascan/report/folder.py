"""The report folder: written beside its place, moved in whole, the signature last.

While `.work` is there the inspection is unfinished. The envelope is the last file to arrive and
the first to go when an interim report is replaced, so a folder with an envelope is complete,
whenever the power went. A mark in `.work` says that the report is an interim one.
"""

import os
import shutil
from pathlib import Path
from typing import Any

from mediascan.model.discover import constants
from mediascan.report import renderers
from mediascan.report.renderers.base import Renderer
from mediascan.report.statement import (
    ENVELOPE,
    STATEMENT,
    statement_bytes,
    subjects,
)
from mediascan.report.verify_text import VERIFY, verify_text
from mediascan.signing.envelope import IN_TOTO, seal
from mediascan.signing.private_key import Signer
from mediascan.signing.public_key import from_raw, to_pem

WORK = ".work"
STAGE = "report"
INTERIM = "interim"
PUBLIC_KEY = "instrument.pub.pem"


def all_renderers() -> tuple[Renderer, ...]:
    """Every `RENDERER` below report/renderers, by its file name."""
    found = constants(renderers, "RENDERER", Renderer).values()
    return tuple(sorted(found, key=lambda one: one.id))


def fresh_stage(out: Path) -> Path:
    """An empty folder in which the report is written.

    The work folder must be there: where its disk went away meanwhile, a path made anew would lie
    under the mount point, on another disk. Raises `FileNotFoundError` then.
    """
    stage = out / WORK / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    return stage


def seal_folder(stage: Path, predicate: dict[str, Any], signer: Signer) -> None:
    """Add renderings, key, statement and signature to the manifest and table in `stage`."""
    for one in all_renderers():
        (stage / f"report{one.suffix}").write_bytes(one.render(predicate))
    (stage / VERIFY).write_bytes(verify_text(predicate))
    (stage / PUBLIC_KEY).write_bytes(to_pem(from_raw(signer.public)))
    data = statement_bytes(predicate, subjects(stage))
    (stage / STATEMENT).write_bytes(data)
    (stage / ENVELOPE).write_bytes(seal(data, IN_TOTO, [signer]))


def publish(stage: Path, out: Path, *, interim: bool) -> None:
    """Move the report from `stage` to `out`, and drop the work folder of one that is no interim.

    Each step is on the medium before the next one, so that no power cut leaves an envelope beside
    files that it does not cover, or an interim report that passes for the whole one.
    """
    names = sorted(path.name for path in stage.iterdir() if path.name != ENVELOPE)
    for name in (*names, ENVELOPE):
        _sync(stage / name)
    (out / ENVELOPE).unlink(missing_ok=True)  # of an interim report
    _sync(out)
    mark = out / WORK / INTERIM
    mark.touch() if interim else mark.unlink(missing_ok=True)
    _sync(out / WORK)
    for name in names:
        (stage / name).replace(out / name)
    _sync(out)
    (stage / ENVELOPE).replace(out / ENVELOPE)
    _sync(out)
    _sync(out.absolute().parent)
    if not interim:
        clear_work(out)


def clear_work(out: Path) -> None:
    """Drop the work folder of a finished inspection."""
    shutil.rmtree(out / WORK, ignore_errors=True)


def is_finished(out: Path) -> bool:
    """Whether the report of all of the source is in `out`."""
    return (out / ENVELOPE).exists() and not (out / WORK / INTERIM).exists()


def _sync(path: Path) -> None:
    if os.name == "nt":  # what is open for reading cannot be flushed there, nor a folder at all
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
