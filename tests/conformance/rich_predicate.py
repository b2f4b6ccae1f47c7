"""The predicate of an 18 TB drive with checkpoints, datasets and an encrypted volume."""

from tests.conformance.empty_predicate import clear
from tests.conformance.predicate_parts import finding, listed, name

_HEADER = bytes.fromhex("a800000000000000") + b'{"optimizer.state.0.exp_avg":{"dtype":"F32","sha'


def hold():
    """An 18 TB drive with checkpoints, datasets and an encrypted volume."""
    made = clear()
    made["case"] = {
        "case": "2026-0173",
        "exhibit": "7",
        "operator": "Badge 4411",
        "host": "bench-3",
    }
    made["source"] = {
        "kind": "directory",
        "path": "/media/exhibit-7",
        "device": "/dev/sdb1",
        "fileSystem": "ext4",
        "uuid": "6f1c9b1e-0f52-4c7b-9a55-7b9c0f3ad2e1",
        "label": "TRAIN-A",
        "mountPoint": "/media/exhibit-7",
        "mountOptions": ["ro", "noatime"],
        "readOnly": True,
        "rotational": True,
        "totalBytes": "22000969973760",
        "usedBytes": "18004118212608",
        "notes": [],
    }
    made["times"]["finished"] = "2026-11-24T22:48:09.000001Z"
    made["times"]["elapsedNs"] = "69980876545000"
    made["times"]["sessions"] = [
        {
            "started": "2026-11-24T03:21:48.123456Z",
            "ended": "2026-11-24T09:02:11.000000Z",
            "outcome": "killed",
        },
        {
            "started": "2026-11-24T09:05:40.000000Z",
            "ended": "2026-11-24T22:48:09.000001Z",
            "outcome": "finished",
        },
    ]
    made["options"]["secondOpinion"] = "libmagic 5.46"
    made["options"]["texts"] = "py3langid 0.4.0"
    made["options"]["order"] = "extent"
    made["coverage"] = {
        "files": 1284311,
        "folders": 20417,
        "links": 311,
        "special": 1,
        "bytes": "18003987211776",
        "bytesRead": "17999912211776",
        "unreadableFiles": 412,
        "unreadableBytes": "4075000000",
        "changedFiles": 0,
        "skipped": 1,
        "complete": False,
    }
    made["content"] = [
        {"class": kind, "files": files, "bytes": str(length)}
        for kind, files, length in (
            ("model", 41, 9_412_000_118_776),
            ("dataset", 8_204, 5_102_300_000_000),
            ("archive", 1_870, 1_770_400_000_000),
            ("encrypted", 2, 900_000_000_000),
            ("image", 804_122, 512_200_000_000),
            ("text", 418_902, 210_800_000_000),
            ("video", 311, 80_000_000_000),
            ("executable", 50_447, 9_287_093_000),
            ("unknown", 412, 7_000_000_000),
        )
    ]
    made["formats"] = [
        {
            "format": format_id,
            "title": title,
            "kind": kind,
            "files": files,
            "bytes": str(length),
            "confidence": confidence,
        }
        for format_id, title, kind, files, length, confidence in (
            (
                "safetensors",
                "safetensors model weights",
                "checkpoint",
                33,
                8_100_000_118_776,
                {"CORROBORATED": 28, "CONSISTENT": 4, "PARSED": 1},
            ),
            (
                "torch_zip",
                "PyTorch checkpoint (zip)",
                "checkpoint",
                8,
                1_312_000_000_000,
                {"CONSISTENT": 8},
            ),
            (
                "parquet",
                "Apache Parquet table",
                "dataset",
                8_192,
                5_100_000_000_000,
                {"CONSISTENT": 8_190, "MAGIC": 2},
            ),
            (
                "mosaic_mds",
                "MosaicML streaming shard",
                "dataset",
                12,
                2_300_000_000,
                {"PARSED": 12},
            ),
            ("luks", "LUKS encrypted volume", "encrypted", 2, 900_000_000_000, {"PARSED": 2}),
        )
    ]
    made["collections"] = {
        "total": 2,
        "listed": [
            {
                "kind": "web-archives",
                "title": "Web archive (WARC)",
                "unit": ["segment", "segments"],
                "label": "Common Crawl CC-MAIN-2026-10",
                "confidence": "PARSED",
                "members": 38,
                "bytes": "1200000000000",
                "folders": 1,
                "formats": ["warc_gzip"],
                "shapes": ["web pages"],
                "estimated": {"tokens": {"total": "40000000000", "files": 38}},
                "numbers": {
                    "seen": 38,
                    "expected": 60,
                    "missing": 22,
                    "missingRuns": [{"from": 12, "to": 13}, {"from": 40, "to": 59}],
                    "more": False,
                    "series": 1,
                    "known": "count",
                },
                "places": [name("crawl")],
            },
            {
                "kind": "imagenet",
                "title": "Pictures in the folders of ImageNet",
                "name": "train",
                "confidence": "MAGIC",
                "members": 1281168,
                "bytes": "147897477120",
                "folders": 1,
                "classes": 1000,
                "fitting": 1281167,
                "layout": True,
                "content": [
                    {"class": "image", "files": 1281167, "bytes": "147897477000"},
                    {"class": "text", "files": 1, "bytes": "120"},
                ],
                "places": [name("ILSVRC/train")],
            },
        ],
        "others": {"collections": 0, "members": 0, "bytes": "0"},
    }
    made["findings"] = {"files": 8247, "listed": _rich_files()}
    made["faults"] = {
        "total": 415,
        "byKind": {"unreadable": 412, "truncated": 2, "skipped": 1},
        "listed": [
            {
                **name(f"corpus/part-{at:05}.parquet"),
                "fault": {
                    "kind": "unreadable",
                    "message": f"[Errno 5] Input/output error at byte {4096 * at}",
                },
            }
            for at in range(23)
        ],
    }
    made["verdict"] |= {
        "outcome": "HOLD",
        "sentence": "Content was found for which the rules say: hold the exhibit.",
        "hits": [
            {
                "rule": rule,
                "outcome": outcome,
                "title": title,
                "sentence": sentence,
                "files": files,
                "bytes": str(length),
                "examples": [name(one) for one in examples],
            }
            for rule, outcome, title, sentence, files, length, examples in (
                (
                    "training-checkpoint",
                    "HOLD",
                    "Training checkpoint with optimizer state",
                    "A training run can be continued from this file.",
                    1,
                    1_493_000_000,
                    ["runs/gpt2/optimizer.safetensors"],
                ),
                (
                    "model-weights",
                    "REFER",
                    "Model weights",
                    "A trained model, or a part of one.",
                    40,
                    9_410_507_118_776,
                    [f"llama/model-{at:05}-of-00028.safetensors" for at in (1, 2, 3, 4, 5)],
                ),
                (
                    "training-dataset",
                    "REFER",
                    "Dataset in the shape of training records",
                    "Columns or members are those that training programs read.",
                    8_204,
                    5_102_300_000_000,
                    ["corpus/part-00000.parquet"],
                ),
                (
                    "unread-content",
                    "INCONCLUSIVE",
                    "Not everything could be read",
                    "What was not read may hold anything.",
                    412,
                    4_075_000_000,
                    [],
                ),
            )
        ],
    }
    made["manifest"] |= {"rows": 1305040, "frames": 20}
    made["manifest"]["merkle"]["treeSize"] = 1305040
    return made


def _rich_files():
    optimizer = listed(
        "runs/gpt2/optimizer.safetensors",
        1_493_277_696,
        "model",
        finding(
            "safetensors",
            "checkpoint",
            "CONSISTENT",
            {
                "tensor_count": 148,
                "parameter_count": 124_439_808,
                "dtypes": {"F32": 124_439_808},
                "declared_bytes": 1_493_277_688,
                "optimizer_state": True,
                "optimizer_evidence": ["optimizer.state.0.exp_avg", "optimizer.state.0.exp_avg_sq"],
                "training_step": 61_000,
                "architecture": "gpt2",
                "tensors": [
                    {"name": f"h.{at}.attn.weight", "dtype": "F32", "shape": [768, 2304]}
                    for at in range(14)
                ],
                "metadata": {"format": "pt"},
            },
            (0, _HEADER, "header length and start of the header"),
            (1_493_277_600, bytes(range(64)), "last bytes of the last tensor"),
        ),
    )
    shards = [
        listed(
            f"llama/model-{at:05}-of-00028.safetensors",
            4_976_698_672,
            "model",
            finding(
                "safetensors",
                "checkpoint",
                "CORROBORATED",
                {
                    "tensor_count": 27,
                    "parameter_count": 2_488_343_552,
                    "dtypes": {"BF16": 2_488_343_552},
                    "declared_bytes": 4_976_698_656,
                    "shard_index": at - 1,
                    "shard_count": 28,
                },
                (0, _HEADER[:32], "header length and start of the header"),
            ),
        )
        for at in range(1, 29)
    ]
    table = listed(
        "corpus/part-00000.parquet",
        622_000_000,
        "dataset",
        finding(
            "parquet",
            "dataset",
            "CONSISTENT",
            {
                "producer": "parquet-cpp-arrow version 19.0.0",
                "row_count": 1_204_553,
                "columns": ["text", "id", "dump", "url", "language", "token_count"],
                "column_types": {"text": "string", "id": "string", "token_count": "int64"},
                "training_shape": "pretraining text",
                "row_group_count": 1205,
            },
            (0, b"PAR1", "magic"),
            (621_999_996, b"PAR1", "magic at the end"),
        ),
    )
    vault = listed(
        "misc/holiday.mov",
        450_000_000_000,
        "encrypted",
        finding(
            "luks",
            "encrypted",
            "PARSED",
            {"version": "2", "cipher": "aes-xts-plain64", "uuid": "a1b2", "key_slots": 2},
            (0, b"LUKS\xba\xbe\x00\x02", "magic and version"),
        ),
        finding(
            "disguise",
            "concealment",
            "PARSED",
            {"claimed": "QuickTime video", "actual": "LUKS encrypted volume"},
        ),
    )
    return [optimizer, vault, *shards, table]
