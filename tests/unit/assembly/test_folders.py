"""Folders that are one thing: bulk media and stores."""

import pytest

from mediascan.assembly.base import LayoutKind, ShardKind, StoreKind
from mediascan.assembly.folders import Folders
from mediascan.assembly.registry import registry
from tests.unit.assembly.made import finding, only, row, together


def pictures(folder, count, name="p{}.jpg", content="image"):
    return [row(f"{folder}/{name.format(n)}", content=content) for n in range(count)]


def test_a_folder_of_pictures_is_told_with_what_is_in_between(tmp_path):
    rows = [*pictures("a/b", 100), row("a/b/list.csv", content="text")]
    data = only(tmp_path, rows)
    assert (data["kind"], data["members"]) == ("media-folder", 101)
    assert data["content"] == [
        {"class": "image", "files": 100, "bytes": "10000"},
        {"class": "text", "files": 1, "bytes": "100"},
    ]
    assert "layout" not in data


def test_a_few_pictures_are_no_collection(tmp_path):
    assert together(tmp_path, pictures("a", 99)) == []


def test_pictures_among_other_files_are_no_collection(tmp_path):
    rows = [*pictures("a", 100), *pictures("a", 60, "{}.exe", "executable")]
    assert together(tmp_path, rows) == []


def test_captions_beside_pictures_do_not_count_against_them(tmp_path):
    rows = [*pictures("a", 100, "{}.jpg"), *pictures("a", 100, "{}.txt", "text")]
    assert only(tmp_path, rows)["members"] == 200


def test_the_smallest_folder_that_has_all_is_named(tmp_path):
    assert only(tmp_path, pictures("a/b/c", 100))["name"] == "c"
    (found,) = together(tmp_path, [*pictures("a/b/c", 100), *pictures("a/d", 100)])
    assert found.places == (b"a",)


def test_folders_of_classes(tmp_path):
    rows = [one for n in range(5) for one in pictures(f"i/train/n0144400{n}", 10)]
    data = only(tmp_path, rows)
    assert (data["kind"], data["classes"], data["fitting"], data["layout"]) == (
        "imagenet",
        5,
        50,
        True,
    )


@pytest.mark.parametrize(
    ("kind", "folder", "name", "content"),
    [
        ("coco", "coco/val2017", "{:012}.jpg", "image"),
        ("img2dataset", "laion/00000", "{:09}.jpg", "image"),
        ("librispeech", "LibriSpeech/19/198", "19-198-{:04}.flac", "audio"),
        ("common-voice", "cv/clips", "common_voice_en_{}.mp3", "audio"),
        ("kinetics", "k/abseiling", "abcdefghij{}_000001_000011.mp4", "video"),
    ],
)
def test_a_known_layout(tmp_path, kind, folder, name, content):
    data = only(tmp_path, pictures(folder, 9, name, content))
    assert (data["kind"], data["fitting"]) == (kind, 9)


def test_a_folder_is_left_only_when_all_of_it_was_seen(tmp_path):
    """In the order of bytes, "a-b" and "a.b" come before "a/b": they lie beside it."""
    rows = [*pictures("x/a", 50), *pictures("x/a-b", 60), *pictures("x/a.b", 60)]
    (found,) = together(tmp_path, rows)
    assert (found.places, found.members) == ((b"x",), 170)


def test_a_store_takes_what_is_below_it(tmp_path):
    table = finding("parquet", columns=["a"], row_count=5)
    rows = [
        row("d/_delta_log/00.json", finding("delta_log", "config", row_count=10)),
        row("d/part-0.parquet", table),
        row("d/part-1.parquet", table),
    ]
    data = only(tmp_path, rows)
    assert (data["kind"], data["members"], data["bytes"]) == ("delta", 3, "300")
    assert data["exact"]["samples"] == {"total": "10", "files": 2}
    assert data["confidence"] == "CORROBORATED"


def test_stores_of_one_kind_in_each_other_are_one(tmp_path):
    array = finding("zarr_v2")
    rows = [row(f"z.zarr{below}/.zarray", array) for below in ("", "/a", "/a/b", "/c")]
    assert only(tmp_path, rows)["members"] == 4


def test_a_path_as_deep_as_can_be():
    """Memory is bounded by the depth of a path: 2,048 folders of one letter."""
    told = []
    folders = Folders(registry(), lambda *_: None, lambda *found: told.append(found))
    deep = b"/".join([b"a"] * 2048)
    for path in (deep, b"b", b"b/c", deep[:-1] + b"b"):
        folders.add(path, 1, "text")
    folders.end()
    assert told == []


@pytest.mark.parametrize("kind", registry().kinds.values(), ids=lambda one: one.id)
def test_a_card_is_complete(kind):
    assert isinstance(kind, ShardKind | StoreKind | LayoutKind)
    assert kind.reference.startswith("https://")
    assert kind.title[0].isupper()
