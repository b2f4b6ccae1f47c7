"""Report folders of every evil kind: each ends in a sentence and an exit code, never otherwise.

A forger may hold a key of his own. What he signs holds, and may still be no report: so these are
sealed with a good signature.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest
import zstandard

from mediascan.model.errors import UsageError
from mediascan.report.folder import PUBLIC_KEY
from mediascan.report.manifest import INDEX, MANIFEST, ManifestWriter
from mediascan.report.statement import ENVELOPE, STATEMENT, statement_bytes, subjects
from mediascan.report.verify import verify_folder
from mediascan.report.verify_files import STRANGERS
from mediascan.signing.envelope import IN_TOTO, seal
from mediascan.signing.private_key import new_key
from mediascan.signing.public_key import from_raw, to_pem

PATHS = (b"a", b"b/c", b"\xff")


def row(path):
    return {"path": path.decode("utf-8", "replace"), "type": "file", "size": "2"} | (
        {"path_b64": "/w=="} if path == b"\xff" else {}
    )


def write_manifest(folder):
    writer = ManifestWriter(folder, b"secret")
    for path in PATHS:
        writer.add(path, row(path))
    return writer.close()


def nothing(_folder, _predicate):
    """No damage."""


def report(folder, damage=nothing, subject=lambda listed: listed):
    """A sealed report; `damage` changes manifest, index or predicate before it is signed."""
    folder.mkdir()
    key = new_key()
    (folder / PUBLIC_KEY).write_bytes(to_pem(from_raw(key.public)))
    predicate = {
        "schema": "1.0",
        "signer": {"keyId": key.key_id},
        "manifest": write_manifest(folder),
        "options": {"digests": ["sha256"]},
        "coverage": {"files": 3, "folders": 0, "bytes": "6"},
    }
    damage(folder, predicate)
    data = statement_bytes(predicate, subject(subjects(folder)))
    (folder / STATEMENT).write_bytes(data)
    (folder / ENVELOPE).write_bytes(seal(data, IN_TOTO, [key]))
    return folder


def answer(folder):
    given = verify_folder(folder, lambda _: "own")
    return given.code, " ".join(one.sentence for one in given.checks if one.state != "ok")


def index(change):
    """Damage: `change` is done to the index's JSON."""

    def damage(folder, _predicate):
        data = orjson.loads((folder / INDEX).read_bytes())
        change(data)
        (folder / INDEX).write_bytes(orjson.dumps(data))

    return damage


def frame(**more):
    return index(lambda data: data["frames"][0].update(more))


def lines(data):
    """Damage: `data` in the place of the manifest's rows."""

    def damage(folder, _predicate):
        (folder / MANIFEST).write_bytes(zstandard.compress(data))

    return damage


def stated(**more):
    return lambda _folder, predicate: predicate.update(more)


EVIL = {
    "index of nothing": index(lambda data: data.clear()),
    "index of text": index(lambda data: data.update(frames="abc")),
    "index without end": lambda folder, _: (folder / INDEX).write_bytes(b"[" * 1_000_000),
    "offset beyond everything": frame(offset="9" * 40),
    "offset beyond Python": frame(offset="9" * 9999),
    "offset below zero": frame(offset="-1"),
    "offset elsewhere": frame(offset="1"),
    "length of text": frame(length="long"),
    "length elsewhere": frame(length="1"),
    "first of another": frame(first={"path": "zzz"}),
    "first without name": frame(first={}),
    "first of no base64": frame(first={"path": "a", "path_b64": "?"}),
    "row elsewhere": frame(row=1),
    "too many rows": frame(rows=4),
    "root of another": frame(root="0" * 64),
    "frame too many": index(lambda data: data["frames"].append(data["frames"][0])),
    "rows out of order": lines(b'{"path":"b","type":"file"}\n{"path":"a","type":"file"}\n'),
    "row twice": lines(b'{"path":"b","type":"x"}\n' * 2),
    "row of no object": lines(b"[]\n"),
    "row without type": lines(b'{"path":"a"}\n'),
    "row with type of list": lines(b'{"path":"a","type":[]}\n'),
    "row with path of number": lines(b'{"path":1,"type":"file"}\n'),
    "row with size of letters": lines(b'{"path":"a","type":"file","size":"x"}\n'),
    "row with size beyond Python": lines(
        b'{"path":"a","type":"file","size":"%s"}\n' % (b"9" * 9999)
    ),
    "row that is deep": lines(b'{"path":' + b"[" * 100_000 + b"\n"),
    "row cut short": lines(b'{"path":"a","type":"file","size":"1"}'),
    "no zstd": lambda folder, _: (folder / MANIFEST).write_bytes(b"plain text"),
    "no rows": lines(b""),
    "bomb of one line": lines(b"a" * (1 << 26)),
    "bomb of many lines": lines(b"\n" * (1 << 26)),
    "coverage of nothing": stated(coverage={}),
    "coverage of text": stated(coverage="all"),
    "coverage of others": stated(coverage={"files": 4, "folders": 0, "bytes": "6"}),
    "no coverage": lambda _, predicate: predicate.pop("coverage"),
    "no options": lambda _, predicate: predicate.pop("options"),
    "digests of number": stated(options={"digests": 7}),
    "no manifest": lambda _, predicate: predicate.pop("manifest"),
    "no merkle": lambda _, predicate: predicate["manifest"].pop("merkle"),
    "other frames": lambda _, predicate: predicate["manifest"].update(frameRows=2),
    "other root": lambda _, predicate: predicate["manifest"]["merkle"].update(root="0" * 64),
    "other signer": stated(signer={"keyId": "0" * 64}),
    "schema of number": stated(schema=1),
    "schema of tomorrow": stated(schema="2.0"),
}


def test_a_report_that_is_as_it_should_be_holds(tmp_path):
    assert answer(report(tmp_path / "r")) == (0, "")


@pytest.mark.parametrize("name", EVIL)
def test_what_a_forger_signs_is_no_report_for_that(tmp_path, name):
    folder = report(tmp_path / "r", EVIL[name])
    start = time.monotonic()
    code, words = answer(folder)
    assert code == 4
    assert words.endswith(".")
    assert time.monotonic() - start < 20


def test_an_index_that_is_too_large_is_not_read(tmp_path):
    code, words = answer(report(tmp_path / "r", lambda f, _: os.truncate(f / INDEX, (1 << 26) + 1)))
    assert (code, "larger than any report" in words) == (4, True)


@pytest.mark.parametrize(
    "change",
    [
        lambda listed: [{**one, "digest": {}} for one in listed],
        lambda listed: [{**one, "digest": {"sha256": one["digest"]["sha256"]}} for one in listed],
        lambda listed: [{**one, "digest": {**one["digest"], "md5": "0"}} for one in listed],
        lambda listed: [{"name": one["name"]} for one in listed],
        lambda listed: [*listed, {**listed[0], "name": "../r/" + listed[0]["name"]}],
        lambda listed: [*listed, {**listed[0], "name": 7}],
        lambda listed: [*listed, {**listed[0], "name": ".."}],
        lambda listed: [*listed, {**listed[0], "name": "a\0b"}],
        lambda listed: listed[1:],
    ],
)
def test_every_file_is_named_plainly_and_has_both_digests(tmp_path, change):
    assert answer(report(tmp_path / "r", subject=change))[0] == 4


@pytest.mark.parametrize("name", [MANIFEST, INDEX, PUBLIC_KEY, ENVELOPE, STATEMENT])
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: path.symlink_to("nowhere")])
def test_what_is_no_plain_file_is_called_so(tmp_path, name, make):
    folder = report(tmp_path / "r")
    (folder / name).unlink()
    make(folder / name)
    code, words = answer(folder)
    assert (code, "no plain file" in words) == (4, True)


def test_what_a_power_cut_left_behind_is_not_called_tampering(tmp_path):
    folder = report(tmp_path / "r")
    (folder / ".work").mkdir()
    code, words = answer(folder)
    assert (code, "the same command removes it" in words) == (3, True)


def test_a_trust_store_that_cannot_be_read_hides_nothing_else(tmp_path):
    def known(_key_id):
        raise UsageError("cannot use the folder")

    given = verify_folder(report(tmp_path / "r"), known)
    assert given.code == 5
    assert {one.name: one.state for one in given.checks} == {
        "signature": "ok",
        "statement": "ok",
        "signer": "not checked",
        "files": "ok",
        "manifest": "ok",
    }


def test_a_thousand_strangers_are_counted_not_listed(tmp_path):
    folder = report(tmp_path / "r")
    for number in range(1000):
        (folder / f"extra-{number}").touch()
    given = verify_folder(folder, lambda _: "own")
    assert len(given.checks) < STRANGERS + 9
    assert any("980 more files" in one.sentence for one in given.checks)


def bomb(folder, _predicate):
    """One row of 2 GiB in some 70 kB."""
    with (
        (folder / MANIFEST).open("wb") as stream,
        zstandard.ZstdCompressor().stream_writer(stream) as writer,
    ):
        writer.write(b'{"path":"a","x":"')
        for _ in range(2048):
            writer.write(b"a" * (1 << 20))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the peak")
def test_a_bomb_takes_little_memory(tmp_path):
    program = (
        "import re, sys; from pathlib import Path\n"
        "from mediascan.report.verify import verify_folder\n"
        "assert verify_folder(Path(sys.argv[1]), lambda _: 'own').code == 4\n"
        "print(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1])"
    )
    folder = report(tmp_path / "r", bomb)
    done = subprocess.run(
        [sys.executable, "-c", program, folder], capture_output=True, check=True, text=True
    )
    assert int(done.stdout) < 350 << 10  # KiB; the longest row is 128 MiB, the modules take 60
