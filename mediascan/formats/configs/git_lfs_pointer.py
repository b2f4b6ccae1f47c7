"""Pointer of Git LFS: a text that stands for a large file, with its SHA-256 and its size.

`version https://git-lfs.github.com/spec/v1`, `oid sha256:...`, `size ...`, a line each. A checkout
without the large files keeps these: a model's digest says which model, though it is not here.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.window import Window

_MAGIC = b"version https://git-lfs.github.com/spec/v1\n"
_OLD = b"version https://hawser.github.com/spec/v1\n"
_LINE = re.compile(rb"ext-[0-9]-[\w.-]+ [^\n]{1,256}\n")
_BODY = re.compile(rb"oid sha256:([0-9a-f]{64})\nsize ([0-9]{1,18})\n?")
_LARGEST = 1024  # bytes; the specification has the same limit
_MODEL = 16 * MIB  # what is smaller may be any file of a repository


def examine(window: Window) -> Finding | None:
    if window.size > _LARGEST:
        return None
    data = window.read(0, window.size)
    rest = _LINE.sub(b"", data[data.index(b"\n") + 1 :])
    body = _BODY.fullmatch(rest)
    if body is None:
        raise Malformed("no digest and size of the file that the pointer stands for")
    facts = Facts(sha256=body[1].decode("ascii"), declared_bytes=int(body[2]))
    large = facts["declared_bytes"] >= _MODEL
    return Finding(
        "git_lfs_pointer",
        Kind.CONFIG if large else Kind.CONTAINER,
        Confidence.CONSISTENT,
        facts,
        (window.evidence(len(data) - len(rest), 64, "digest of the file that is not here"),),
    )


FORMAT = Format(
    id="git_lfs_pointer",
    title="Git LFS pointer to a large file",
    kind=Kind.CONFIG,
    reference="https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md",
    examine=examine,
    signatures=(Signature(_MAGIC), Signature(_OLD)),
)
