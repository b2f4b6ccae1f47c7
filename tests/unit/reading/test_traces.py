"""What counts as a path, a machine, a person or a date, and what does not."""

import pytest

from mediascan.model.facts import Facts
from mediascan.reading.traces import Traces


def told(*pairs):
    traces, facts = Traces(), Facts()
    for text, key in pairs:
        traces.add(text, key)
    traces.say(facts)
    return facts


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        (
            "/lustre/corpora/web",
            "data_path",
            {"paths": ["/lustre/corpora/web"], "data_paths": ["/lustre/corpora/web"]},
        ),
        ("/lustre/runs/7", "save", {"paths": ["/lustre/runs/7"]}),
        ("/data/alice/runs/7", "", {"paths": ["/data/alice/runs/7"]}),
        ("/home/alice/x", "", {"paths": ["/home/alice/x"], "user_names": ["alice"]}),
        ("/Users/bob/x", "", {"paths": ["/Users/bob/x"], "user_names": ["bob"]}),
        ("/root/ckpt", "", {"paths": ["/root/ckpt"], "user_names": ["root"]}),
        (
            "~eve/data/x",
            "",
            {"paths": ["~eve/data/x"], "user_names": ["eve"], "data_paths": ["~eve/data/x"]},
        ),
        (
            "C:\\Users\\carol\\m.pt",
            "",
            {"paths": ["C:\\Users\\carol\\m.pt"], "user_names": ["carol"]},
        ),
        ("\\\\nas7\\share\\ckpt", "", {"paths": ["\\\\nas7\\share\\ckpt"], "host_names": ["nas7"]}),
        (
            "s3://bucket/train.parquet",
            "",
            {"paths": ["s3://bucket/train.parquet"], "data_paths": ["s3://bucket/train.parquet"]},
        ),
        (
            "hdfs://nn1:8020/runs/a",
            "",
            {"paths": ["hdfs://nn1:8020/runs/a"], "host_names": ["nn1"]},
        ),
        (
            "https://wandb.corp.example/x",
            "",
            {"addresses": ["https://wandb.corp.example/x"], "host_names": ["wandb.corp.example"]},
        ),
        (
            "tcp://10.1.2.3:29500",
            "init_method",
            {"addresses": ["tcp://10.1.2.3:29500"], "host_names": ["10.1.2.3"]},
        ),
        (
            "git@git.corp.example:team/x.git",
            "",
            {"addresses": ["git@git.corp.example:team/x.git"], "host_names": ["git.corp.example"]},
        ),
        ("node-17.cluster", "", {"host_names": ["node-17.cluster"]}),
        ("trainer01", "hostname", {"host_names": ["trainer01"]}),
        ("head:29500", "args.master_addr", {"host_names": ["head"]}),
        ("dave", "user", {"user_names": ["dave"]}),
        ("2026-05-04T03:02:01", "x", {"dates": ["2026-05-04T03:02:01"]}),
        ("Mon May 4 2026", "created_at", {"dates": ["Mon May 4 2026"]}),
        ("1719830000123", "end_time", {"dates": ["2024-07-01T10:33:20Z"]}),
        ("48:00:00", "time", {}),
        (
            "0.7 /lustre/a/web_text_document 0.3 /lustre/a/code_text_document",
            "blend",
            {
                "paths": ["/lustre/a/web_text_document", "/lustre/a/code_text_document"],
                "data_paths": ["/lustre/a/web_text_document", "/lustre/a/code_text_document"],
            },
        ),
        (
            "python train.py --data=/mnt/nvme/c4 --save=/mnt/out/x",
            "cmd",
            {"paths": ["/mnt/nvme/c4", "/mnt/out/x"]},
        ),
    ],
)
def test_traces_are_found(text, key, expected):
    assert told((text, key)) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("/s", ""),
        ("</s>", "eos_token"),
        ("//", ""),
        ("km/h", ""),
        ("text/plain", "type"),
        ("/(a|b)/", "pattern"),
        ("/ (1 + x)", ""),
        ("N/A", "user_id"),
        ("none", "user"),
        ("localhost", "hostname"),
        ("adamw_torch", "optim"),
        ("model.layers.0.mlp", ""),
        ("meta-llama/Llama-3-8B", "model_name"),
        ("1.0.2", "version"),
        ("a" * 5000, "user"),
        ("12", "node"),
        ("{% if user %}/{% endif %}", "chat_template"),
    ],
)
def test_what_is_no_trace_is_not_told(text, key):
    assert told((text, key)) == {}


def test_a_number_is_a_date_only_where_its_key_says_so():
    traces, facts = Traces(), Facts()
    for seconds, key in ((1767225600.0, "created_at"), (1767225600000, "timestamp"), (5, "time")):
        traces.add_time(seconds, key)
    traces.add_time(1767225600, "parameters")
    traces.say(facts)
    assert facts == {"dates": ["2026-01-01T00:00:00Z"]}


def test_what_is_told_is_bounded_and_adds_to_what_was_known():
    traces, facts = Traces(), Facts(paths=["/first/of/all"])
    for number in range(1000):
        traces.add(f"/mnt/data/{number}", "")
        traces.add(f"user{number}", "user")
    traces.say(facts)
    assert facts["paths"][:2] == ["/first/of/all", "/mnt/data/0"]
    assert len(facts["paths"]) == len(facts["user_names"]) == 64


def test_a_hostile_text_takes_no_time():
    for text in ("/" * 4096, "a/" * 2048, "\\\\" * 2048, ("/a b" * 1024), "x-" * 2048, "~" * 4096):
        for key in ("data_path", "user", "host", "time"):
            told((text, key))
