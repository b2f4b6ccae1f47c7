"""From a complete catalog to a signed report folder, in one pass over the rows."""

import hashlib
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from mediascan import __version__
from mediascan.assembly.assembler import Assembler
from mediascan.catalog.catalog import Catalog
from mediascan.catalog.in_order import RowsInOrder
from mediascan.engine.digests import SEGMENT
from mediascan.engine.inspect import SPARSE_BYTES
from mediascan.engine.order import Order
from mediascan.engine.second_opinion import SecondOpinion
from mediascan.engine.special import SPECIAL
from mediascan.formats.registry import all_formats
from mediascan.model.finding import Fault
from mediascan.model.limits import Limits
from mediascan.model.optional import NOT_LOOKED
from mediascan.model.reading import Reading
from mediascan.model.row import Row
from mediascan.model.source import EntryKind
from mediascan.model.verdict import Outcome
from mediascan.policy.judge import Judge
from mediascan.policy.rules import built_in
from mediascan.reading.nature.languages import library
from mediascan.reading.nature.personal import libraries
from mediascan.reading.unpacking.allowance import KEEP, MEMBERS, MEMORY, RATIO, SECONDS, SLACK
from mediascan.report.collections import CollectionTable, collection_data
from mediascan.report.exhibit import Exhibit
from mediascan.report.folder import PUBLIC_KEY, WORK, fresh_stage, publish, seal_folder
from mediascan.report.manifest import ManifestWriter
from mediascan.report.names import named
from mediascan.report.rows import row_data
from mediascan.report.statement import PREDICATE_SCHEMA
from mediascan.report.summary import Summary
from mediascan.report.table import TableWriter
from mediascan.runs.clock import CLOCK, now
from mediascan.runs.observer import Steps
from mediascan.runs.signer import Signing

_LIBRARIES = (
    "blake3",
    "cryptography",
    "fs",
    "jinja2",
    "orjson",
    "pyarrow",
    "pylibmagic",
    "python-magic",
    "rfc8785",
    "zstandard",
)
PARTS = "parts.sqlite"
PASSES = 2  # over all rows: for the salts, and for the report


@dataclass(frozen=True, slots=True)
class Material:
    """What a report is made from; `elapsed_ns` is the time that this sitting has worked."""

    catalog: Catalog
    rows: RowsInOrder  # of the catalog
    source: dict[str, Any]
    case: dict[str, str]
    reading: Reading
    order: Order  # in which this sitting read
    elapsed_ns: int
    medium: dict[str, Any] | None = None  # facts of the layout, where the source is a medium
    vanished: str = ""  # why the source is not there any more: then the report is an interim one
    faults: tuple[Fault, ...] = ()  # of the source as a whole


def finish(out: Path, material: Material, signing: Signing, steps: Steps) -> dict[str, Any]:
    """Write, sign and publish the report of `material` into `out`; returns its predicate."""
    catalog, case, ordered = material.catalog, material.case, material.rows.rows
    missing = SecondOpinion().available
    stage = fresh_stage(out)
    context = _context(steps.watch(ordered()), case)
    manifest = ManifestWriter(stage, signing.signer.salt_secret(context))
    table = TableWriter(stage)
    summary = Summary()
    exhibit = Exhibit(material.medium) if material.medium else None
    judge = Judge(built_in())
    assembler = Assembler(out / WORK / PARTS)
    for row in steps.watch(ordered()):
        data = row_data(row)
        assembler.add(row, data)
        manifest.add(row.path, data)
        table.add(row, data)
        outcome = Outcome.CLEAR
        if "findings" in data:
            inside = row.kind == EntryKind.MEMBER
            outcome = judge.add(named(row.path), row.size, data["findings"], inside=inside)
        summary.add(row, data, outcome)
        if exhibit:
            exhibit.add(row, data)
    table.close()
    collections = _collections(assembler, judge)
    for fault in reversed(material.faults):
        summary.add_of_root(fault)
    if material.vanished:
        summary.end_early(material.vanished)
    totals = exhibit.totals(summary.totals()) if exhibit else summary.totals()
    predicate: dict[str, Any] = {
        "schema": PREDICATE_SCHEMA,
        "tool": _tool(),
        "case": {**case, "host": platform.node()},
        "source": material.source,
        "times": _times(catalog, material.elapsed_ns),
        "options": {
            "digests": list(material.reading.digests),
            "segmentBytes": str(SEGMENT if material.reading.segments else 0),
            "membersDepth": material.reading.depth,
            "texts": _texts(),
            "secondOpinion": f"not available: {missing}" if missing else "libmagic",
            "crossFileSystems": False,
            "order": str(material.order),
        },
        "limits": _limits(),
        "coverage": summary.coverage(),
        "content": summary.content_table(),
        "collections": collections,
        "formats": summary.format_table(_cards()),
        **({"medium": exhibit.as_data()} if exhibit else {}),
        "findings": summary.findings(),
        "faults": summary.faults(),
        "verdict": judge.verdict(totals),
        "manifest": manifest.close(),
        "signer": {
            "role": signing.role,
            "algorithm": "Ed25519",
            "keyId": signing.signer.key_id,
            "publicKey": PUBLIC_KEY,
            "origin": signing.origin,
            "protected": signing.signer.protected,
        },
    }
    seal_folder(stage, predicate, signing.signer)
    publish(stage, out, interim=bool(material.vanished))
    return predicate


def _collections(assembler: Assembler, judge: Judge) -> dict[str, Any]:
    """What the files add up to, each collection held against the rules."""
    table = CollectionTable()
    for one in assembler.collections():
        data = collection_data(one.data, one.places, one.evidence, one.conflicts)
        judge.add_collection(data)
        table.add(one.size, one.members, one.order, data)
    assembler.close()
    return table.data()


def _context(entries: Iterator[Row], case: dict[str, str]) -> bytes:
    """What the salts depend on: the case and all rows, so that only equal lists share them.

    A resumed run has the same rows as an undisturbed one, and so the same salts; a row shown from
    one inspection says nothing about the salts of another.
    """
    rows = hashlib.sha256()
    for row in entries:
        numbers = b"%d %d %d %d" % (row.kind, row.size, row.mtime_ns, row.ctime_ns)
        texts = (row.path, row.blake3, row.sha256, row.md5, row.sha1, row.target, row.detail)
        rows.update(b"\0".join([numbers, *[one or b"" for one in texts]]))
    return orjson.dumps([case["case"], case["exhibit"], rows.hexdigest()])


def _tool() -> dict[str, Any]:
    return {
        "name": "mediascan",
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def _times(catalog: Catalog, elapsed_ns: int) -> dict[str, Any]:
    sessions = [
        {
            "started": started,
            "ended": ended,
            "outcome": "killed" if outcome == "running" else outcome,
        }
        for _, started, ended, outcome in catalog.sessions()
    ]
    return {
        "started": sessions[0]["started"],
        "finished": now(),
        "elapsedNs": str(elapsed_ns),
        "sessions": sessions,
        "clock": CLOCK,
        "timezone": "UTC",
    }


def _texts() -> str:
    """By what languages and signs of personal data are told, or that they are not."""
    return ", ".join(filter(None, (library(), libraries()))) or NOT_LOOKED


def _limits() -> dict[str, str]:
    """What one parser may spend on one file, unless its card raises it; and what is not read."""
    limits = Limits()
    return {
        "examineBytes": str(limits.total),
        "examineReadBytes": str(limits.read),
        "examineReads": str(limits.reads),
        "examineItems": str(limits.count),
        "examineDepth": str(limits.depth),
        "examineMilliseconds": str(int(limits.seconds * 1000)),
        "sparseBytes": str(SPARSE_BYTES),
        "memberOutputBytes": str(SLACK),
        "memberOutputRatio": str(RATIO),
        "members": str(MEMBERS),
        "memberMilliseconds": str(int(SECONDS * 1000)),
        "memberMemoryBytes": str(MEMORY),
        "memberKeptBytes": str(KEEP),
    }


def _cards() -> dict[str, tuple[str, str]]:
    return {one.id: (one.title, str(one.kind)) for one in all_formats()} | {
        known: (title, str(kind)) for known, (title, kind) in SPECIAL.items()
    }
