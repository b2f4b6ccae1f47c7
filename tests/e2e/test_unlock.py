"""Encrypted volumes of an image, with the right keys, wrong ones, and none."""

import hashlib
import json
import subprocess
from importlib.resources import files

import jsonschema
import pytest

from mediascan.report.manifest_reader import rows
from tests.cftt.images import MIB, ext4, inspected, needs
from tests.conftest import FORMAT_FIXTURES, run
from tests.unit.sources.locks.images import PASSPHRASE, bitlocker, luks1

for _module in ("pytsk3", "pyluksde", "pybde"):
    pytest.importorskip(_module, reason="the extra mediascan[disk] is not installed")
pytestmark = needs("mkfs.ext4", "sfdisk", "cryptsetup", "mkntfs", "ntfscp")
MODEL = (FORMAT_FIXTURES / "gguf" / "tiny.gguf").read_bytes()
TABLE = "label: gpt\nstart=1MiB,size=10MiB\nstart=11MiB,size=16MiB\n"


def ntfs(path):
    path.write_bytes(bytes(16 * MIB))
    command = ["/usr/sbin/mkntfs", "-q", "-F", "-f", "-s", "512", "-c", "4096", path]
    subprocess.run(command, check=True, capture_output=True)
    model = path.parent / "second.gguf"
    model.write_bytes(MODEL + b"second")
    command = ["/usr/sbin/ntfscp", path, model, "second.gguf"]
    subprocess.run(command, check=True, capture_output=True)
    return path.read_bytes()


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A GPT disk: LUKS1 with ext4, BitLocker with NTFS."""
    folder = tmp_path_factory.mktemp("locked")
    plain = ext4(folder / "plain", {"model.gguf": MODEL, "note": b"hello\n" * 900})
    luks = luks1(folder / "luks", plain.read_bytes())
    disk = folder / "disk.raw"
    disk.write_bytes(bytes(28 * MIB))
    command = ["/usr/sbin/sfdisk", "--quiet", disk]
    subprocess.run(command, input=TABLE.encode(), check=True, capture_output=True)
    with disk.open("r+b") as file:
        file.seek(1 * MIB)
        file.write(luks.read_bytes())
        file.seek(11 * MIB)
        file.write(bitlocker(ntfs(folder / "ntfs")))
    return disk


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "key"
    path.write_text(PASSPHRASE + "\n")
    return path


@pytest.fixture(scope="module")
def report(image, key, tmp_path_factory, home):
    out = tmp_path_factory.mktemp("report") / "out"
    keys = ("--unlock", f"p1:{key}", "--unlock", f"p2:{key}")
    before = image.read_bytes(), image.stat().st_mtime_ns
    made = inspected(image, out, home, *keys)
    assert (image.read_bytes(), image.stat().st_mtime_ns) == before
    return made, out


def test_files_of_unlocked_volumes_have_the_digests_of_their_content(report):
    _, out = report
    found = dict(rows(out))
    for path, content in (
        (b"p1-unlocked/model.gguf", MODEL),
        (b"p1-unlocked/note", b"hello\n" * 900),
        (b"p2-unlocked/second.gguf", MODEL + b"second"),
    ):
        assert found[path]["sha256"] == hashlib.sha256(content).hexdigest(), path
    assert found[b"p1-unlocked/model.gguf"]["findings"][0]["format"] == "gguf"


def test_the_medium_is_that_of_its_own_bytes_and_adds_up(report, image, home):
    made, out = report
    medium = made["medium"]
    assert medium["whole"]["sha256"] == hashlib.sha256(image.read_bytes()).hexdigest()
    covered = medium["coverage"]
    parts = ("attributedBytes", "unattributedBytes", "unreadableBytes")
    assert sum(int(covered[name]) for name in parts) == int(covered["sizeBytes"]) == 28 * MIB
    decrypted = medium["decrypted"]
    assert int(decrypted["sizeBytes"]) == 24 * MIB
    held = int(decrypted["attributedBytes"]) + int(decrypted["unattributedBytes"])
    assert held == int(decrypted["sizeBytes"])
    schema = json.loads(
        files("mediascan.report.schema").joinpath("statement.schema.json").read_bytes()
    )
    statement = json.loads((out / "statement.json").read_bytes())
    jsonschema.Draft202012Validator(schema).validate(statement)
    run("verify", out, home=home, check=0)


def test_each_unlocked_volume_says_how_it_was_unlocked(report):
    made, out = report
    volumes = {one["name"]: one for one in made["medium"]["volumes"]}
    assert set(volumes) == {"p1", "p1-unlocked", "p2", "p2-unlocked"}
    assert volumes["p1"]["unlocked"] == "p1-unlocked"
    assert "notRead" not in volumes["p1"]
    assert volumes["p1-unlocked"]["fileSystem"] == "ext"
    assert "one of 1 in use" in volumes["p1-unlocked"]["facts"]["slot"]
    assert volumes["p2-unlocked"]["fileSystem"] == "ntfs"
    assert volumes["p2-unlocked"]["facts"]["protector"] == "password"
    page = (out / "report.html").read_text()
    assert "unlocked with a key given by the operator" in page
    assert "decrypted from p2" in page
    assert "that were decrypted" in page


def test_the_report_is_verified_against_the_image_with_the_keys_and_not_without(
    report, image, key, home
):
    _, out = report
    keys = ("--unlock", f"p1:{key}", "--unlock", f"p2:{key}")
    run("verify", out, "--against", image, *keys, home=home, check=0)
    done = run("verify", out, "--against", image, home=home, check=2)
    assert b"p1, p2" in done.stderr
    done = run("verify", out, "--against", image, "--sample", "1%", home=home, check=2)
    assert b"--sample" in done.stderr


def test_no_key_and_no_place_of_one_is_in_the_report(report, key):
    _, out = report
    for path in out.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert PASSPHRASE.encode() not in data, path
            assert bytes(key) not in data, path


def test_a_wrong_key_and_one_of_no_volume_are_faults(image, key, tmp_path, home):
    wrong = tmp_path / "wrong"
    wrong.write_text("battery staple")
    keys = ("--unlock", f"p1:{wrong}", "--unlock", f"p9:{key}")
    made = inspected(image, tmp_path / "out", home, *keys)
    volumes = {one["name"]: one for one in made["medium"]["volumes"]}
    assert set(volumes) == {"p1", "p2"}
    assert "does not unlock it" in volumes["p1"]["faults"][0]["message"]
    assert "notRead" in volumes["p1"]
    assert "p9" in made["medium"]["faults"][0]["message"]
    assert "decrypted" not in made["medium"]


@pytest.mark.parametrize(
    ("option", "words"),
    [("p1:/nowhere", b"cannot be read"), (":x", b"--unlock names"), ("p1", b"terminal")],
)
def test_a_key_that_cannot_be_had_is_said_before_anything_is_read(
    image, tmp_path, home, option, words
):
    done = run("inspect", image, "--out", tmp_path / "out", "--unlock", option, home=home, check=2)
    assert words in done.stderr


def test_only_a_medium_is_unlocked(tmp_path, key, home):
    (tmp_path / "folder").mkdir()
    more = ("--out", tmp_path / "out", "--unlock", f"p1:{key}")
    done = run("inspect", tmp_path / "folder", *more, home=home, check=2)
    assert b"--unlock" in done.stderr
