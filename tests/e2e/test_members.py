"""Members of archives in the product: oracles of stock tools, kills, workers, and the verdict."""

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile

import pytest
import zstandard

from tests.conftest import run, statement_without_times

WORDS = ("--case", "1", "--exhibit", "2")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """Archives with some thousand members, one name twice."""
    root = tmp_path_factory.mktemp("exhibit")
    for number in range(3):
        with tarfile.open(root / f"many{number}.tar", "w") as archive:
            for member in range(6000):
                data = b"member %d of %d\n" % (member, number)
                one = tarfile.TarInfo(f"folder/{member * 7919 % 6000:05}.txt")
                one.size = len(data)
                archive.addfile(one, io.BytesIO(data))
            archive.addfile(tarfile.TarInfo("folder/00000.txt"))
    with zipfile.ZipFile(root / "some.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for member in range(300):
            archive.writestr(f"{member}.txt", f"text {member}\n" * 50)
    return root


def rows_of(out):
    with (out / "manifest.jsonl.zst").open("rb") as stream:
        reader = zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True)
        return [json.loads(line) for line in reader.read().splitlines()]


@pytest.fixture(scope="module")
def whole(tree, tmp_path_factory, home):
    out = tmp_path_factory.mktemp("whole") / "out"
    run("inspect", tree, "--out", out, *WORDS, "--workers", "1", home=home, check=0)
    return out


def test_every_member_has_a_row_and_equal_names_a_number(whole):
    rows = rows_of(whole)
    members = [row for row in rows if row["type"] == "member"]
    assert len(members) == 3 * 6001 + 300
    assert sum(row["path"].endswith("\0#00000002") for row in members) == 3


def test_members_are_not_counted_as_bytes_of_the_source(whole, tree):
    predicate = json.loads((whole / "statement.json").read_bytes())["predicate"]
    assert predicate["coverage"]["files"] == 4
    size = sum(path.stat().st_size for path in tree.iterdir())
    assert predicate["coverage"]["bytes"] == predicate["coverage"]["bytesRead"] == str(size)
    assert predicate["coverage"]["members"] == 3 * 6001 + 300


def test_the_number_of_workers_changes_nothing(whole, tree, tmp_path, home):
    out = tmp_path / "out"
    run("inspect", tree, "--out", out, *WORDS, "--workers", "3", home=home, check=0)
    assert statement_without_times(out) == statement_without_times(whole)


def test_killed_while_members_are_read_it_ends_with_the_same_statement(whole, tree, tmp_path, home):
    environment = {**os.environ, "MEDIASCAN_HOME": str(home)}
    for wait in (1.2, 2.0, 2.8):
        out = tmp_path / f"killed after {wait}"
        command = ["inspect", str(tree), "--out", str(out), *WORDS, "--workers", "1"]
        process = subprocess.Popen(
            [sys.executable, "-m", "mediascan", *command],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        run(*command, home=home, check=0)
        assert statement_without_times(out) == statement_without_times(whole)


def test_the_report_verifies_and_agrees_with_its_source(whole, tree, home):
    run("verify", whole, "--against", tree, home=home, check=0)
    run("verify", whole, "--against", tree, "--sample", "50%", home=home, check=0)


def test_a_member_is_explained_by_the_name_that_the_report_shows(whole, home):
    answer = run("explain", whole, "some.zip\\/17.txt", home=home, check=0)
    assert hashlib.sha256(b"text 17\n" * 50).hexdigest().encode() in answer.stdout


ORACLES = {
    "7z": (("7z", "a", "-bso0", "{out}.7z", "."), ".7z"),
    "mksquashfs": (("mksquashfs", ".", "{out}.sqsh", "-quiet", "-no-progress"), ".sqsh"),
    "genisoimage": (("genisoimage", "-quiet", "-R", "-o", "{out}.iso", "."), ".iso"),
    "zip": (("zip", "-qr", "{out}.zip", "."), ".zip"),
    "tar": (("tar", "--zstd", "-cf", "{out}.tar.zst", "."), ".tar.zst"),
}


@pytest.mark.parametrize("tool", ORACLES)
def test_members_of_what_stock_tools_pack_are_the_files_that_they_packed(tool, tmp_path, home):
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    files = tmp_path / "files"
    (files / "folder").mkdir(parents=True)
    for number in range(40):
        (files / "folder" / f"small {number}").write_bytes(b"%d\n" % number * number)
    (files / "large").write_bytes(os.urandom(700_000) + bytes(900_000))
    command, suffix = ORACLES[tool]
    source = tmp_path / "source"
    source.mkdir()
    packed = [word.format(out=source / "x") for word in command]
    subprocess.run(packed, cwd=files, check=True, stdout=subprocess.DEVNULL)
    out = tmp_path / "out"
    run("inspect", source, "--out", out, home=home, check=0)
    paths = [path for path in files.rglob("*") if path.is_file()]
    wanted = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    inner = "x" + suffix + ("\0/x.tar\0/" if suffix == ".tar.zst" else "\0/")
    found = sorted(row["sha256"] for row in rows_of(out) if row["path"].startswith(inner))
    assert found == wanted
