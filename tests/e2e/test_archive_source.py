"""An archive as the source, by its address."""

import json
import zipfile

from tests.conftest import run


def test_a_zip_is_inspected_and_verifies(tmp_path, home):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("folder/notes.txt", "hello\n" * 100)
        archive.writestr("zeros.bin", bytes(5000))
    source, out = f"zip://{tmp_path}/a.zip", tmp_path / "out"
    run("inspect", source, "--out", out, home=home, check=0)
    predicate = json.loads((out / "statement.json").read_bytes())["predicate"]
    assert predicate["source"]["path"] == source
    assert predicate["coverage"]["files"] == 2
    run("verify", out, home=home, check=0)
    again = run("inspect", source, "--out", out, home=home, check=0)
    assert b"finished earlier" in again.stderr + again.stdout or b'"earlier":true' in again.stdout
