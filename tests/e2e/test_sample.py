"""`verify --against` on large files: damage is located, and a sample keeps what it promises."""

import json
import random

import pytest

from mediascan.engine.digests import SEGMENT
from mediascan.engine.inspect import SPARSE_BYTES
from tests.conftest import run

SIZE = 200 << 20  # three segments and a rest
AT = 2 * SEGMENT + 12_345  # the byte that is flipped


@pytest.fixture(scope="module")
def exhibit(tmp_path_factory, home):
    """A report of a mostly sparse file of 200 MiB and 20 small ones; one byte is flipped after."""
    place = tmp_path_factory.mktemp("sample")
    tree, out = place / "tree", place / "out"
    tree.mkdir()
    chance = random.Random(7)
    with (tree / "large.bin").open("wb") as file:
        file.truncate(SIZE)
        for offset in (0, AT - 1000):
            file.seek(offset)
            file.write(chance.randbytes(1 << 20))
    for number in range(20):
        (tree / f"small {number:02}").write_bytes(chance.randbytes(1000))
    run("inspect", tree, "--out", out, home=home, check=0)
    run("verify", out, "--against", tree, "--sample", "100%", home=home, check=0)
    with (tree / "large.bin").open("r+b") as file:
        file.seek(AT)
        byte = file.read(1)[0]
        file.seek(AT)
        file.write(bytes([byte ^ 4]))
    return tree, out


def answer(exhibit, home, check, *words):
    tree, out = exhibit
    done = run("verify", out, "--against", tree, "--json", *words, home=home, check=check)
    return json.loads(done.stdout)


SEGMENT_2 = {
    "ranges": [{"offset": str(2 * SEGMENT), "length": str(SEGMENT)}],
    "rangeCount": 1,
    "bytes": str(SEGMENT),
}


def test_the_whole_comparison_says_where_a_large_file_differs(exhibit, home):
    tree, out = exhibit
    found = answer(exhibit, home, 4)
    assert [(d["path"], d["damage"]) for d in found["differences"]] == [("large.bin", SEGMENT_2)]
    assert (found["differenceCount"], found["sample"]) == (1, None)
    text = run("verify", out, "--against", tree, home=home, check=4).stdout.decode()
    assert f"; in {SEGMENT} bytes at offset {2 * SEGMENT}\n" in text


def test_a_sample_of_everything_finds_the_same(exhibit, home):
    found = answer(exhibit, home, 4, "--sample", "100%")
    assert [(d["path"], d["damage"]) for d in found["differences"]] == [("large.bin", SEGMENT_2)]
    sample = found["sample"]
    assert (sample["pieces"], sample["drawn"], sample["drawnFiles"]) == (24, 24, 21)
    assert sample["bytesRead"] == sample["bytes"] == str(SIZE + 20_000)
    assert sample["singlePieceMissed"] == 0


def test_a_seed_draws_the_same_again_and_the_answer_says_what_it_is_worth(exhibit, home):
    tree, out = exhibit
    first = answer(exhibit, home, 4, "--sample", "25%", "--seed", "2")
    assert answer(exhibit, home, 4, "--sample", "25%", "--seed", "2") == first
    sample = first["sample"]
    assert (sample["seed"], sample["seedGiven"], sample["drawn"]) == ("2", True, 6)
    assert sample["singlePieceMissed"] == 0.75
    assert [(c["pieces"], c["bytes"]) for c in sample["claims"]] == [
        (1, "20973520"),
        (1, "2097352"),
        (1, "209736"),
    ]
    other = answer(exhibit, home, 0, "--sample", "25%", "--seed", "1")
    assert (other["differences"], other["differenceCount"]) == ([], 0)
    words = ("--against", tree, "--sample", "25%", "--seed", "1")
    text = run("verify", out, *words, home=home, check=0).stdout.decode()
    assert "what was drawn of it is as the report has it" in text
    assert "6 of 24 pieces were drawn" in text
    assert (
        "A single changed piece would have been caught with a probability of 25 % at least" in text
    )
    assert "The seed was given" in text


def test_a_seed_is_drawn_where_none_is_given_and_can_be_given_again(exhibit, home):
    tree, out = exhibit
    found = [
        run("verify", out, "--against", tree, "--sample", "5", "--json", home=home) for _ in "ab"
    ]
    first, second = (json.loads(done.stdout) for done in found)
    assert first["sample"]["seed"] != second["sample"]["seed"]
    assert first["sample"]["seedGiven"] is False
    seed = first["sample"]["seed"]
    again = answer(exhibit, home, first["code"], "--sample", "5", "--seed", seed)
    same = ("differences", "code")
    assert [again[key] for key in same] == [first[key] for key in same]


def test_nothing_to_draw_is_not_checked(tmp_path, home):
    tree, out = tmp_path / "tree", tmp_path / "out"
    (tree / "folder").mkdir(parents=True)
    run("inspect", tree, "--out", out, home=home, check=0)
    done = run("verify", out, "--against", tree, "--sample", "1%", home=home, check=3)
    assert b"not checked source     Nothing could be drawn" in done.stdout
    assert b"would have been" not in done.stdout


def test_a_large_file_that_is_gone_or_a_folder_now_is_said_as_it_is(exhibit, home, tmp_path):
    _, out = exhibit
    other = tmp_path / "other"
    (other / "large.bin").mkdir(parents=True)
    found = run("verify", out, "--against", other, home=home, check=4).stdout.decode()
    assert "large.bin: type was file, is folder" in found
    assert "missing  small 00: in the report, but not there now" in found
    (other / "large.bin").rmdir()
    words = ("--against", other, "--sample", "100%")
    found = run("verify", out, *words, home=home, check=4).stdout.decode()
    assert found.count("missing ") == 21


def test_what_the_report_has_no_digest_of_is_not_in_the_sample(tmp_path, home):
    tree, out = tmp_path / "tree", tmp_path / "out"
    tree.mkdir()
    (tree / "small").write_text("small")
    with (tree / "sparse").open("wb") as file:
        file.truncate(SPARSE_BYTES + 1)
    run("inspect", tree, "--out", out, home=home, check=3)
    done = run("verify", out, "--against", tree, home=home, check=3)
    assert b"no digests of what could not be read for it: files 1, folders 0" in done.stdout
    words = ("--against", tree, "--sample", "1", "--json")
    found = json.loads(run("verify", out, *words, home=home, check=3).stdout)
    assert (found["sample"]["pieces"], found["sample"]["drawn"]) == (1, 1)
    assert found["sample"]["withoutDigest"] == {"files": 1, "bytes": str(SPARSE_BYTES + 1)}
    assert "files 1, folders 0" in found["notCompared"]


@pytest.mark.parametrize(
    "words",
    [
        ("--sample", "1%"),
        ("--against", ".", "--seed", "1"),
        ("--against", ".", "--sample", "0"),
        ("--against", ".", "--sample", "lots"),
        ("--against", ".", "--sample", "1%", "--seed", "a\nb"),
        ("--against", ".", "--sample", "1%", "--seed", "x" * 65),
    ],
)
def test_what_makes_no_sense_is_refused(exhibit, home, words):
    _, out = exhibit
    done = run("verify", out, *words, home=home, check=2)
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
