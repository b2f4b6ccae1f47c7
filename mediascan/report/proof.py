"""Proves that one row is in a signed manifest, and gives nothing away of the other rows.

The proof is the audit path of RFC 9162 section 2.1.3: hashes only, of rows that are salted. What it
is checked against is a signed statement: the report's own, which names findings, or a short one of
the same key that has nothing but the Merkle root (predicate type ROOT_TYPE, schema
schema/root.schema.json).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import rfc8785

from mediascan.model.errors import TamperedError
from mediascan.report.manifest_reader import PlacedRow, frames, lines
from mediascan.report.statement import STATEMENT, STATEMENT_TYPE
from mediascan.signing.merkle import inclusion_path, leaf_hash, root_of_path

ROOT_TYPE = "https://mediascan.dev/root/v1"
ROW = "row.json"
PROOF = "proof.txt"
SCRIPT = "check.sh"
_HEAD = "mediascan inclusion proof 1"
_FORM = re.compile(
    rf"{_HEAD}\nrow (0|[1-9]\d{{0,17}})\n((?:hash [0-9a-f]{{64}}\n){{0,64}})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Proof:
    """That a row is the one with the index `number`, from 0; `path` has hashes, leaf to root."""

    number: int
    path: tuple[bytes, ...]

    def encoded(self) -> bytes:
        """The lines of proof.txt."""
        hashes = [f"hash {one.hex()}" for one in self.path]
        return "\n".join([_HEAD, f"row {self.number}", *hashes, ""]).encode("ascii")

    def holds(self, line: bytes, merkle: dict[str, Any]) -> bool:
        """Whether it leads from the row `line` to the root that a statement names in `merkle`."""
        size, root = merkle["treeSize"], merkle["root"]
        found = root_of_path(leaf_hash(line), self.number, size, self.path)
        return found is not None and found.hex() == root


def decoded(data: bytes) -> Proof:
    """The proof in proof.txt. Raises `TamperedError` for what `encoded` never writes."""
    found = _FORM.fullmatch(data.decode("ascii", "replace"))
    if found is None:
        raise TamperedError(f"{PROOF} is not a proof as mediascan writes it.")
    hashes = (one.removeprefix("hash ") for one in found[2].splitlines())
    return Proof(int(found[1]), tuple(bytes.fromhex(one) for one in hashes))


def proof_of(folder: Path, placed: PlacedRow) -> Proof:
    """The proof of one row of the report in `folder`, from its frame and the manifest's index."""
    every = frames(folder)
    at = next(n for n, one in enumerate(every) if placed.number < one["row"] + one["rows"])
    frame = every[at]
    leaves = [leaf_hash(one) for one in _frame_lines(folder, frame)]
    below = inclusion_path(leaves, placed.number - frame["row"])
    above = inclusion_path([bytes.fromhex(one["root"]) for one in every], at)
    return Proof(placed.number, (*below, *above))


def root_statement(statement: dict[str, Any], sha256: str, signer: str, made: str) -> bytes:
    """A statement with the Merkle root of the report whose statement has the digest `sha256`.

    RFC 8785 bytes; `signer` is the key id, `made` the time. The pattern by which check.sh finds the
    root is that of the report's own statement.
    """
    predicate = statement["predicate"]
    case: dict[str, Any] = {key: predicate["case"][key] for key in ("case", "exhibit")}
    said: dict[str, Any] = {
        "_type": STATEMENT_TYPE,
        "predicateType": ROOT_TYPE,
        "subject": [{"name": STATEMENT, "digest": {"sha256": sha256}}],
        "predicate": {
            "schema": "1.0",
            "case": case,
            "finished": predicate["times"]["finished"],
            "made": made,
            "manifest": {"merkle": predicate["manifest"]["merkle"]},
            "signer": {"keyId": signer},
        },
    }
    return rfc8785.dumps(said)


def script() -> bytes:
    """The bytes of check.sh, the same for all proofs."""
    return Path(__file__).with_name("check_proof.sh").read_bytes()


def _frame_lines(folder: Path, frame: dict[str, Any]) -> Iterator[bytes]:
    return islice(lines(folder, int(frame["offset"])), frame["rows"])
