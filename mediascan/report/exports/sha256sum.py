"""`sha256sum -c`: one line a file, run in the root of the source.

Layout: GNU coreutils manual, 6.7 "md5sum invocation": digest, two spaces, name; a line whose name
is escaped begins with a backslash.
"""

from typing import BinaryIO

from mediascan.report.exports.base import Export, LeftOut, Record
from mediascan.report.exports.lists import digested, escaped, need_digest


def write(record: Record, out: BinaryIO) -> LeftOut:
    """Write the list. Raises `UsageError` where the report has no SHA-256."""
    need_digest(record, "sha256")
    left_out = LeftOut()
    for path, row in digested(record, "sha256", left_out):
        mark, name = escaped(path)
        out.write(b"%b%b  %b\n" % (mark, row["sha256"].encode("ascii"), name))
    return left_out


EXPORT = Export("sha256sum", "list for sha256sum -c", write)
