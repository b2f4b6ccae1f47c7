"""`mediascan drives`: a table for people, a line a drive for programs, hostile words for nobody."""

import orjson
import pytest

from mediascan.cli import drives as command
from mediascan.sources.media.drives import Drive

DRIVE = Drive(
    path="/dev/sdb",
    model="ATA \x1b[31mred\u202e",
    serial="[bold]ZYD0",
    transport="ATA",
    size=24 * 10**12,
    read_only=True,
    removable=True,
    mounted_at=(),
    held_by=(),
    partitions=("sdb1",),
    hindrances=(),
)


@pytest.fixture(autouse=True)
def attached(monkeypatch):
    monkeypatch.setattr(command, "attached", lambda: [DRIVE])


def test_the_table_says_what_to_type_and_shows_no_escape(capsys):
    command.drives()
    said = capsys.readouterr().out
    assert "mediascan inspect /dev/sdb --out FOLDER" in said
    assert "24.0 TB" in said
    assert "[bold]ZYD0" in said
    assert "\x1b[31m" not in said
    assert "\u202e" not in said


def test_programs_get_one_object_a_line(capsys):
    command.drives(json=True)
    (line,) = capsys.readouterr().out.splitlines()
    assert orjson.loads(line)["size"] == 24 * 10**12
    assert orjson.loads(line)["next"].startswith("mediascan inspect")


def test_a_machine_without_drives_says_so(capsys, monkeypatch):
    monkeypatch.setattr(command, "attached", list)
    command.drives()
    assert "No drives are attached" in capsys.readouterr().err
