"""What lists of digests share: the files of a report that have one, in the order of paths."""

import re
from collections.abc import Iterator
from typing import Any

from mediascan.model.errors import TamperedError, UsageError
from mediascan.report.exports.base import LeftOut, Record

NO_DIGEST = "not every byte of it was read for the report"
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)  # SHA-256 and BLAKE3


def need_digest(record: Record, digest: str) -> None:
    """Raise `UsageError` where the report has no `digest` of any file."""
    if digest not in record.digests:
        made = ", ".join(record.digests)
        raise UsageError(f"This report has no {digest} of the files; it has: {made}.")


def digested(
    record: Record, digest: str, left_out: LeftOut
) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Path and data of the files that have `digest`; the others are counted in `left_out`.

    Raises `TamperedError` for a digest that would break a line.
    """
    for path, row in record.rows():
        if row["type"] != "file":
            continue
        if digest not in row:
            left_out.add(NO_DIGEST, path)
        elif b"\0" in path:
            left_out.add("its name has a zero byte", path)
        elif _HEX.fullmatch(row[digest]):
            yield path, row
        else:
            raise TamperedError(f"The manifest has a file whose {digest} is no digest.")


def escaped(path: bytes) -> tuple[bytes, bytes]:
    r"""Mark before the line, and name, as coreutils has them: `\` is `\\`, a newline is `\n`.

    GNU coreutils manual, 6.7 "md5sum invocation". A file called `-` would mean standard input.
    """
    if path == b"-":
        return b"", b"./-"
    if not any(byte in path for byte in b"\\\n\r"):
        return b"", path
    for raw, safe in ((b"\\", b"\\\\"), (b"\n", b"\\n"), (b"\r", b"\\r")):
        path = path.replace(raw, safe)
    return b"\\", path
