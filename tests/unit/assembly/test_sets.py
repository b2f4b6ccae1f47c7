"""Which files are one set, what is missing of it, and how that is known."""

import random

import pytest

from tests.unit.assembly.made import finding, only, row, together

TABLE = finding("parquet", columns=["text"], row_count=10, training_shape="pretraining text")


def shards(folder, numbers, count=8, **more):
    return [row(f"{folder}/x-{n:05}-of-{count:05}.parquet", TABLE, **more) for n in numbers]


def runs(data):
    return [(run["from"], run["to"]) for run in data["numbers"]["missingRuns"]]


def test_what_is_missing_is_known_by_the_names(tmp_path):
    data = only(tmp_path, shards("a", [0, 1, 5]))
    assert (data["numbers"]["expected"], data["numbers"]["missing"], runs(data)) == (
        8,
        5,
        [(2, 4), (6, 7)],
    )
    assert data["exact"] == {"samples": {"total": "30", "files": 3}}


def test_numbers_that_begin_with_one_are_understood(tmp_path):
    assert runs(only(tmp_path, shards("a", [2, 3, 8]))) == [(1, 1), (4, 7)]


def test_folders_with_different_numbers_are_one_set(tmp_path):
    data = only(tmp_path, [*shards("a", range(4)), *shards("b/c", range(4, 8))])
    assert (data["members"], data["folders"], data["numbers"]["missing"]) == (8, 2, 0)


def test_folders_with_the_same_numbers_and_other_content_are_two_sets(tmp_path):
    found = together(tmp_path, [*shards("a", range(8)), *shards("b", range(7))])
    assert [(one.members, one.data["numbers"]["missing"]) for one in found] == [(8, 0), (7, 1)]


def test_a_second_copy_is_told_and_not_counted_twice(tmp_path):
    rows = [
        row(f"{folder}/x-{n:05}-of-00002.parquet", TABLE, same=f"shard {n}")
        for folder in ("a", "b")
        for n in range(2)
    ]
    data = only(tmp_path, rows)
    assert (data["members"], data["copies"], data["bytes"]) == (2, 2, "400")
    assert data["exact"]["samples"]["total"] == "20"


def test_a_number_twice_with_other_content_is_a_conflict(tmp_path):
    (found,) = together(tmp_path, [*shards("a", range(8)), *shards("b", [3])])
    assert found.data["conflicts"] == 1
    ((number, *files),) = found.conflicts
    assert number == 3
    assert sorted(files) == [b"a/x-00003-of-00008.parquet", b"b/x-00003-of-00008.parquet"]


def test_other_columns_are_another_set(tmp_path):
    other = finding("parquet", columns=["id"], row_count=1)
    rows = [*shards("a", range(4)), row("a/x-00005-of-00008.parquet", other)]
    assert sorted(one.members for one in together(tmp_path, rows)) == [1, 4]


def test_gaps_of_a_numbering_without_end_are_a_lower_bound(tmp_path):
    lines = finding("jsonl", training_shape="chat")
    data = only(tmp_path, [row(f"a/p{n:03}.jsonl", lines) for n in (0, 1, 2, 5, 6)])
    assert data["numbers"] == {
        "seen": 5,
        "missing": 2,
        "missingRuns": [{"from": 3, "to": 4}],
        "more": False,
        "series": 1,
        "known": "gaps",
    }


def test_numbers_far_apart_are_no_numbering(tmp_path):
    lines = finding("jsonl", training_shape="chat")
    data = only(tmp_path, [row(f"a/{n}.jsonl", lines) for n in (3, 900, 5000, 77000)])
    assert "numbers" not in data


def test_files_that_stand_alone_are_summed_by_sort(tmp_path):
    lines = finding("jsonl", training_shape="chat", estimated_token_count=5)
    rows = [row(f"{name}/{name}.jsonl", lines) for name in ("a", "b", "c")]
    data = only(tmp_path, rows)
    assert data["loose"] is True
    assert data["members"] == 3
    assert data["estimated"] == {"tokens": {"total": "15", "files": 3}}
    assert "exact" not in data


def test_an_index_names_what_is_not_there_at_all(tmp_path):
    names = [f"model-0000{n}-of-00003.safetensors" for n in (1, 2, 3)]
    index = finding("hf_index", "config", shard_files=names, shard_count=3, parameter_count=7)
    data = only(tmp_path, [row("m/i.json", index)])
    assert (data["members"], data["numbers"]["expected"], data["numbers"]["known"]) == (
        0,
        3,
        "index",
    )
    assert data["whole"] == {"parameters": "7"}


def test_an_index_with_names_outside_is_not_followed(tmp_path):
    names = ["../../etc/x-00001-of-00002.bin", "a/../../b-1-of-2.bin"]
    index = finding("hf_index", "config", shard_files=names, shard_count=2)
    assert together(tmp_path, [row("m/i.json", index)]) == []


def test_ranks_of_a_training_run(tmp_path):
    rows = [
        row(
            f"run/global_step5/zero_pp_rank_{n}_mp_rank_00_optim_states.pt",
            finding("pytorch_zip", "checkpoint", links=[("shard", "ZeRO", n, 4, True)]),
        )
        for n in (0, 1, 3)
    ]
    data = only(tmp_path, rows)
    assert (data["kind"], runs(data), data["confidence"]) == (
        "training-ranks",
        [(2, 2)],
        "CONSISTENT",
    )


def test_ranks_of_megatron_lie_in_folders_of_their_own(tmp_path):
    state = finding(
        "pytorch_zip", "checkpoint", tensor_parallel=2, pipeline_parallel=2, world_size=4
    )
    rows = [
        row(f"run/iter_0000005/mp_rank_0{t}_00{p}/model_optim_rng.pt", state)
        for t, p in ((0, 0), (1, 0), (1, 1))
    ]
    assert runs(only(tmp_path, rows)) == [(2, 2)]


def test_a_count_that_is_a_lie_costs_nothing(tmp_path):
    rows = [row(f"a/x-{n:09}-of-999999999.parquet", TABLE) for n in (0, 999999998)]
    data = only(tmp_path, rows)
    assert data["numbers"]["missing"] == 999999997


@pytest.mark.parametrize("value", [-1, "9" * 400, "12x", None, 1.5, [], {}, True, 1 << 80])
def test_facts_may_be_anything(tmp_path, value):
    strange = finding("parquet", columns=value, row_count=value, training_shape=value)
    strange["facts"]["metadata"] = value
    strange["facts"]["corpora"] = value
    strange["facts"]["shard_files"] = value
    strange["facts"]["shard_count"] = value
    formats = ("parquet", "warc", "tfds_info", "mds_index", "energon_info", "zip", "megatron_index")
    rows = [row(f"{name}/x-1-of-2.zip", {**strange, "format": name}) for name in formats]
    for one in together(tmp_path, rows):
        assert all(total["total"].isdigit() for total in one.data.get("exact", {}).values())


def test_the_order_in_which_files_come_is_of_no_matter(tmp_path):
    """Rows come by path; names of folders decide which, not what is said of the sets."""
    source = random.Random(5)
    names = [f"f{n}" for n in range(8)]
    said = set()
    for _ in range(5):
        source.shuffle(names)
        rows = [row(f"{names[n]}/x-{n:05}-of-00009.parquet", TABLE) for n in range(8)]
        said.add(str({k: v for k, v in only(tmp_path, rows).items() if k != "places"}))
    assert len(said) == 1


def test_paths_of_any_bytes(tmp_path):
    paths = [b"\xff\xfe/" + bytes([n]) + b"-00001-of-00002.parquet" for n in (1, 10, 127, 200)]
    assert len(together(tmp_path, [row(path, TABLE) for path in paths])) == 4


def test_headerless_halves_count_only_beside_the_other_half(tmp_path):
    vocabulary = finding("nanogpt_meta", "config", vocabulary_size=65)
    rows = [
        row("shakespeare/meta.pkl", vocabulary),
        row("shakespeare/train.bin", content="unknown"),
        row("shakespeare/val.bin", content="unknown"),
        row("elsewhere/train.bin", content="unknown"),
    ]
    data = only(tmp_path, rows)
    assert (data["kind"], data["members"], data["companions"]) == ("nanogpt", 1, 2)


@pytest.mark.parametrize(("size", "confidence"), [(546, "CORROBORATED"), (545, "PARSED")])
def test_the_other_half_is_held_against_what_the_index_says(tmp_path, size, confidence):
    index = finding("megatron_index", metadata={"bytes of the .bin": "546"}, token_count=273)
    rows = [row("t/a.idx", index), row("t/a.bin", content="unknown", size=size)]
    data = only(tmp_path, rows)
    assert (data["confidence"], data.get("disagreeing", 0)) == (confidence, int(size != 546))


def test_token_ids_without_their_other_half_are_files_of_token_ids(tmp_path):
    ids = finding("raw_tokens", token_count=100, training_shape="token ids")
    rows = [row(f"t/part_{n:03}.bin", ids) for n in (0, 1, 2, 4)]
    data = only(tmp_path, rows)
    assert (data["kind"], data["members"], data["numbers"]["missing"]) == ("token-files", 4, 1)
    assert data["exact"]["tokens"] == {"total": "400", "files": 4}


def test_token_ids_beside_their_index_are_its_other_half(tmp_path):
    index = finding("megatron_index", metadata={"bytes of the .bin": "100"}, token_count=50)
    ids = finding("raw_tokens", token_count=50, training_shape="token ids")
    data = only(tmp_path, [row("t/a.idx", index), row("t/a.bin", ids)])
    assert (data["kind"], data["companions"], data["confidence"]) == (
        "indexed-tokens",
        1,
        "CORROBORATED",
    )
    assert data["exact"]["tokens"]["total"] == "50"


def test_a_corpus_is_named_only_where_the_files_say_so(tmp_path):
    table = finding("parquet", columns=["text"], corpora={"FineWeb": "stated", "C4": "columns"})
    assert only(tmp_path, [row("a/x-0-of-1.parquet", table)])["corpora"] == ["FineWeb"]
