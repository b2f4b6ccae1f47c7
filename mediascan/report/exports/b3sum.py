"""`b3sum -c`: one line a file, run in the root of the source.

Layout: b3sum's README, "--check", and its parser of check files: as coreutils has it, but names are
UTF-8 without U+FFFD, and versions differ in what they do with a carriage return.
"""

from typing import BinaryIO

from mediascan.report.exports.base import Export, LeftOut, Record
from mediascan.report.exports.lists import digested, escaped, need_digest

_NAME = "b3sum reads only names in UTF-8 without U+FFFD and carriage returns"


def write(record: Record, out: BinaryIO) -> LeftOut:
    """Write the list. Raises `UsageError` where the report has no BLAKE3."""
    need_digest(record, "blake3")
    left_out = LeftOut()
    for path, row in digested(record, "blake3", left_out):
        if "\ufffd" in path.decode("utf-8", "replace") or b"\r" in path:
            left_out.add(_NAME, path)
            continue
        mark, name = escaped(path)
        out.write(b"%b%b  %b\n" % (mark, row["blake3"].encode("ascii"), name))
    return left_out


EXPORT = Export("b3sum", "list for b3sum -c", write)
