"""A disk image from end to end: every state of a volume, bad sectors, a kill, damage, and lies."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib.resources import files

import jsonschema
import pytest

from benchmarks import damages
from mediascan.report.manifest_reader import rows
from tests.cftt.images import MIB, ext4, inspected, needs, numbered
from tests.conftest import FORMAT_FIXTURES, run

pytest.importorskip("pytsk3", reason="the extra mediascan[disk] is not installed")
pytestmark = needs("mkfs.ext4", "debugfs", "sfdisk")
SHARD = (FORMAT_FIXTURES / "gguf" / "tiny.gguf").read_bytes()
TABLE = "label: gpt\nstart=1MiB,size=8MiB\nstart=9MiB,size=2MiB\nstart=11MiB,size=1MiB\n"
LUKS = b"LUKS\xba\xbe\0\1" + b"aes".ljust(32, b"\0") + b"xts-plain64".ljust(32, b"\0")


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A GPT disk: ext4 with a model and a deleted one, what claims to be LUKS, and nothing."""
    folder = tmp_path_factory.mktemp("disk")
    content = {"model.gguf": SHARD, "gone.gguf": SHARD + b"gone", "note": b"hello\n" * 900}
    part = ext4(folder / "part.img", content, removed=("gone.gguf",))
    disk = folder / "disk.raw"
    disk.write_bytes(bytes(16 * MIB))
    command = ["/usr/sbin/sfdisk", "--quiet", disk]
    subprocess.run(command, input=TABLE.encode(), check=True, capture_output=True)
    with disk.open("r+b") as file:
        file.seek(1 * MIB)
        file.write(part.read_bytes())
        file.seek(9 * MIB)
        file.write(LUKS)
        file.seek(13 * MIB + 4096)
        file.write(SHARD)  # in no volume
    return disk


@pytest.fixture(scope="module")
def report(image, tmp_path_factory, home):
    out = tmp_path_factory.mktemp("report") / "out"
    return inspected(image, out, home), out


def test_the_statement_follows_its_schema_and_adds_up(report):
    _, out = report
    schema = json.loads(
        files("mediascan.report.schema").joinpath("statement.schema.json").read_bytes()
    )
    statement = json.loads((out / "statement.json").read_bytes())
    jsonschema.Draft202012Validator(schema).validate(statement)
    row = json.loads(
        files("mediascan.report.schema").joinpath("manifest_row.schema.json").read_bytes()
    )
    for _, one in rows(out):
        jsonschema.Draft202012Validator(row).validate(one)
    covered = statement["predicate"]["medium"]["coverage"]
    parts = ("attributedBytes", "unattributedBytes", "unreadableBytes")
    assert sum(int(covered[name]) for name in parts) == int(covered["sizeBytes"]) == 16 * MIB


def test_each_volume_has_its_state_and_its_files(report):
    made, out = report
    volumes = {one["name"]: one for one in made["medium"]["volumes"]}
    assert volumes["p1"]["fileSystem"] == "ext"
    assert volumes["p1"]["files"] == 2
    assert volumes["p2"]["states"][0]["format"] == "luks"
    assert "notRead" in volumes["p2"]
    assert "notRead" not in volumes["p3"]  # it is blank
    found = dict(rows(out))
    assert [one["format"] for one in found[b"p1/model.gguf"]["findings"]] == ["gguf"]
    assert found[b"p2"]["findings"][0]["kind"] == "encrypted"
    assert made["verdict"]["outcome"] in {"REFER", "HOLD"}


def test_a_file_in_no_volume_is_found_with_its_offset(report):
    _, out = report
    found = {
        int(path.rpartition(b"/")[2]) + one["facts"]["offset_in_run"]
        for path, row in rows(out)
        if row["type"] == "space"
        for one in row.get("findings", ())
        if one["format"] == "gguf"
    }
    assert 13 * MIB + 4096 in found


def test_the_page_says_what_state_the_medium_is_in(report):
    _, out = report
    text = (out / "report.md").read_text("utf-8")
    assert "Divided by GPT into 3 volumes: p1 ext" in text
    assert "## Medium" in text


def test_the_report_holds_and_the_image_is_as_it_says(report, image, home):
    _, out = report
    run("verify", out, "--against", image, home=home, check=0)
    run("verify", out, "--against", image, "--sample", "100%", home=home, check=0)


def test_a_killed_inspection_goes_on_and_says_the_same(report, image, tmp_path, home):
    _, whole = report
    out, events = tmp_path / "out", tmp_path / "events"
    command = [sys.executable, "-m", "mediascan", "inspect", image, "--out", out]
    environment = {**os.environ, "MEDIASCAN_HOME": str(home)}
    child = subprocess.Popen([*command, "--events", events, "--workers", "1"], env=environment)
    end = time.monotonic() + 120
    while b'"reading"' not in (events.read_bytes() if events.exists() else b""):
        assert time.monotonic() < end
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    run("inspect", image, "--out", out, "--workers", "1", home=home)
    assert dict(rows(out)) == dict(rows(whole))


def test_a_blank_image_is_said_to_be_blank(tmp_path, home):
    (blank := tmp_path / "blank.raw").write_bytes(bytes(2 * MIB))
    made = inspected(blank, tmp_path / "out", home)
    assert made["medium"]["whole"]["content"] == "constant"
    assert [one["class"] for one in made["medium"]["unattributed"]] == ["constant"]
    assert "Blank or wiped" in (tmp_path / "out" / "report.md").read_text("utf-8")


def test_noise_is_a_bound_and_never_clear(tmp_path, home):
    (noise := tmp_path / "noise.raw").write_bytes(os.urandom(4 * MIB))
    made = inspected(noise, tmp_path / "out", home)
    (told,) = made["medium"]["unattributed"]
    assert told["class"] == "uniform"
    assert told["probes"] >= 4
    assert 0 < told["otherAtMostPerMillion"] < 1_000_000
    assert made["verdict"]["outcome"] != "CLEAR"


def test_text_where_a_file_system_should_be_is_not_clear(tmp_path, home):
    (odd := tmp_path / "odd.raw").write_bytes(numbered(MIB))
    made = inspected(odd, tmp_path / "out", home)
    assert made["verdict"]["outcome"] == "INCONCLUSIVE"
    assert "searched" in made["medium"]["volumes"][0]["notRead"]


@pytest.mark.parametrize("number", range(6))
def test_a_damaged_image_ends_in_a_report_or_a_refusal(image, tmp_path, number):
    """`python -m benchmarks.damages` does so 200 times with more file systems."""
    dice = damages.random.Random(number)
    (broken := tmp_path / "disk.raw").write_bytes(image.read_bytes())
    damage = damages.DAMAGES[number % len(damages.DAMAGES)]
    damage(dice, broken, [0, MIB, 9 * MIB])
    how, why = damages.answer(broken, tmp_path, 200)
    assert not why
    assert how in {"report", "refusal"}
