"""A drive with sets of every kind: the summary is what a person would say of it."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import run, statement_without_times
from tests.e2e.corpus_tree import make


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    root = tmp_path_factory.mktemp("exhibit")
    make(root)
    return root


@pytest.fixture(scope="module")
def report(tree, tmp_path_factory, home):
    out = tmp_path_factory.mktemp("whole") / "out"
    done = run("inspect", tree, "--out", out, "--workers", "1", home=home, check=0)
    return out, (done.stdout + done.stderr).decode()


def collections(out):
    predicate = json.loads((out / "statement.json").read_bytes())["predicate"]
    return predicate["collections"]


def one(out, kind, place):
    """The one collection of `kind` that has a file in the folder `place`."""
    found = [
        each
        for each in collections(out)["listed"]
        if each["kind"] == kind and {"path": place} in each["places"] and not each.get("loose")
    ]
    assert len(found) == 1, (kind, place, found)
    return found[0]


def missing(collection):
    runs = collection["numbers"]["missingRuns"]
    return [number for run_ in runs for number in range(run_["from"], run_["to"] + 1)]


def test_the_summary_is_one_line_a_collection(report):
    _, said = report
    for words in (
        "Common Crawl CC-MAIN-2026-10: Web archive (WARC web crawl in gzip), web pages: 54 ",
        "segments of at least 60, 6 missing: 12, 13, 40-43 (gaps in the numbering)",
        "Tables (Apache Parquet table), token ids, \u201ctrain-#-of-00060.parquet\u201d: 54 of 60 ",
        "shards, 6 missing: 12, 13, 40-43 (the files say how many there are)",
        "Pictures in the folders of ImageNet, \u201ctrain\u201d: 36 pictures in 3 class folders",
        "The Pile: Records (JSON Lines in zstd), pretraining text: 10 files",
    ):
        assert words in " ".join(said.split()), said


def test_a_set_over_two_folders_is_one(report):
    tables = one(report[0], "column-tables", "fineweb")
    assert tables["places"] == [{"path": "fineweb"}, {"path": "usb 2/fineweb"}]
    assert tables["confidence"] == "PARSED"
    assert tables["exact"]["samples"] == {"total": str(54 * 12), "files": 54}
    gguf = one(report[0], "gguf-split", "usb 2/gguf")
    assert (gguf["members"], gguf["confidence"]) == (3, "CONSISTENT")
    assert gguf["numbers"]["missing"] == 0


@pytest.mark.parametrize(
    ("kind", "place", "members", "lacking"),
    [
        ("arrow-tables", "saved", 1, []),
        ("litdata", "litdata", 1, []),
        ("mds", "mds", 1, [1]),
        ("sharded-weights", "model", 4, [3]),
    ],
)
def test_an_index_that_agrees_confirms(report, kind, place, members, lacking):
    found = one(report[0], kind, place)
    assert found["confidence"] == "CORROBORATED"
    assert (found["members"], missing(found)) == (members, lacking)
    assert found["numbers"]["known"] == "index"


def test_an_index_that_contradicts_is_told(report):
    """The description says 100 samples in one shard; the shard has 5."""
    found = [each for each in collections(report[0])["listed"] if each["kind"] == "tfrecord"]
    test, train = sorted(found, key=lambda each: each["name"])
    assert (test["disagreeing"], test["confidence"]) == (1, "PARSED")
    assert (train["confidence"], missing(train)) == ("CORROBORATED", [0])


def test_the_headerless_half_of_a_pair_is_found_by_its_length(report):
    pair = one(report[0], "indexed-tokens", "tokens")
    assert (pair["companions"], pair["confidence"]) == (1, "CORROBORATED")
    assert pair["exact"]["tokens"]["total"] == "273"


def test_a_store_is_one_thing_with_all_that_is_below_it(report):
    out = report[0]
    assert one(out, "zarr", "arrays.zarr")["members"] == 5
    assert one(out, "deep-lake", "lake")["members"] == 2
    robot = one(out, "lerobot", "robot")
    assert (robot["members"], robot["whole"]["samples"]) == (2, "50")
    assert not [
        each
        for each in collections(out)["listed"]
        if {"path": "robot/data/chunk-000"} in each["places"]
    ]


def test_media_and_archives(report):
    out = report[0]
    pictures = one(out, "imagenet", "ILSVRC/train")
    assert (pictures["classes"], pictures["fitting"], pictures["layout"]) == (3, 36, True)
    assert one(out, "librispeech", "speech/19/198")["fitting"] == 9
    cut = [each for each in collections(out)["listed"] if each["kind"] == "volumes"]
    assert {each["name"]: missing(each) for each in cut} == {"a.7z": [3], "b": [1, 2]}


def test_every_byte_is_counted_once(report):
    counted = collections(report[0])
    predicate = json.loads((report[0] / "statement.json").read_bytes())["predicate"]
    total = sum(int(each["bytes"]) for each in counted["listed"])
    assert total <= int(predicate["coverage"]["bytes"])


def test_what_is_elsewhere_is_a_reason_to_look(report):
    predicate = json.loads((report[0] / "statement.json").read_bytes())["predicate"]
    hits = {hit["rule"]: hit for hit in predicate["verdict"]["hits"]}
    assert {"incomplete-set", "known-corpus"} <= set(hits)


def test_workers_and_a_kill_change_nothing(tree, report, tmp_path, home):
    out = tmp_path / "out"
    words = [sys.executable, "-m", "mediascan", "inspect", str(tree), "--out", str(out)]
    environment = {**os.environ, "MEDIASCAN_HOME": str(home)}
    process = subprocess.Popen(
        [*words, "--workers", "3"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not (out / ".work" / "catalog.sqlite-wal").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    run("inspect", tree, "--out", out, "--workers", "3", home=home, check=0)
    assert collections(out) == collections(report[0])
    assert statement_without_times(out) == statement_without_times(report[0])
