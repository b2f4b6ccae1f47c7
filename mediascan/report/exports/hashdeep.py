"""hashdeep 1.0: size, SHA-256 and name of each file, for `hashdeep -r -l -a -k FILE .` in the root.

Layout: hashdeep(1), and what hashdeep 4.4 writes: two lines with `%%%%`, comments with `##`, then a
line a file. The form has no escapes, so a name with a line break cannot be held
(<https://github.com/jessek/hashdeep/issues/384>); such names stand at the end as comments.
"""

from typing import BinaryIO

from mediascan.model.display import show
from mediascan.report.exports.base import UNVERIFIED, Export, LeftOut, Record
from mediascan.report.exports.lists import digested, need_digest
from mediascan.report.pieces import decimal

_HEAD = "%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n## mediascan, statement {digest}\n"
_NAME = "hashdeep has no escape for a line break in a name"


def write(record: Record, out: BinaryIO) -> LeftOut:
    """Write the list. Raises `UsageError` where the report has no SHA-256."""
    need_digest(record, "sha256")
    out.write(_HEAD.format(digest=record.sha256).encode("ascii"))
    if not record.verified:
        out.write(f"## {UNVERIFIED}\n".encode("ascii"))
    out.write(b"## \n")
    left_out = LeftOut()
    for path, row in digested(record, "sha256", left_out):
        if any(byte in path for byte in b"\n\r"):
            left_out.add(_NAME, path)
            out.write(f"## not listed: {show(path)}\n".encode())
            continue
        out.write(b"%d,%b,./%b\n" % (decimal(row["size"]), row["sha256"].encode("ascii"), path))
    return left_out


EXPORT = Export("hashdeep", "hashdeep 1.0, for hashdeep -a", write)
