"""The shell commands of docs/report_format.md do what the page says."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import zstandard

PAGE = Path(__file__).parents[3] / "docs" / "report_format.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
TOOLS = all(map(shutil.which, ("sh", "sha256sum", "xxd", "zstd")))


def root(leaves):
    """RFC 9162 section 2.1.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = root(leaves[:split]), root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.skipif(not TOOLS, reason="needs xxd and zstd")
@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 13])
def test_the_shell_computes_the_merkle_root(tmp_path, count):
    rows = [f'{{"path":"a \\\\ {at}\\u001b"}}'.encode() for at in range(count)]
    packed = zstandard.compress(b"".join(row + b"\n" for row in rows))
    (tmp_path / "manifest.jsonl.zst").write_bytes(packed)
    script = BLOCKS[1].replace("/tmp/rows", "rows")  # noqa: S108 - the page's own place
    said = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    wanted = root([hashlib.sha256(b"\x00" + row).digest() for row in rows]).hex()
    assert said == f"{count} rows, root {wanted}\n"


def test_the_page_names_every_key_of_the_schema():
    text = PAGE.read_text(encoding="utf-8")
    schema = (PAGE.parents[1] / "mediascan/report/schema/statement.schema.json").read_text("utf-8")
    keys = set(re.findall(r'^\s*"([a-z][A-Za-z0-9_]+)": \{$', schema, re.MULTILINE))
    known = {"properties", "items", "anyOf", "digest", "propertyNames", "additionalProperties"}
    missing = {key for key in keys - known if not re.search(rf"\b{key}\b", text)}
    assert missing <= {"base64", "fileName", "faultKind", "hex256", "listedFault", "listedFile"} | {
        "amounts",
        "decimal",
        "dependentRequired",
        "plain",
        "link",
        "count",
        "time",
        "hit",
    }
