"""What has a key or two of a config, and is none."""

import pytest

from mediascan.engine.classify import Classifier
from mediascan.formats.registry import all_formats
from mediascan.model.finding import Kind
from tests.conftest import reader

CLASSIFIER = Classifier(all_formats())
WORKFLOW = b"""name: train
on: [push]
jobs:
  model:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: python train.py --base_model x
"""
VALUES = b"""model: resnet
dataset: none
learning_rate: 3
batch_size: 8
service:
  port: 80
  host: a
ingress:
  enabled: false
resources: {}
nodeSelector: {}
replicas: 3
image: b
name: c
labels: d
env: e
volumes: f
command: g
ports: h
restart: i
networks: j
logging: k
secrets: l
"""
SCRIPT = b"#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --account=x\nsrun ./weather_model input.nml\n"
CODE = b"""base_model: str = "x"
sequence_len: int = 3


def run(datasets):
    return [one for one in datasets if one]


print(run([base_model]))
if sequence_len:
    raise SystemExit
"""


@pytest.mark.parametrize(
    "data",
    [
        b'{"name": "x", "version": "1.0.0", "architectures": ["x64", "arm64"], "os": ["linux"]}',
        b'{"name": "lab/x", "type": "library", "require": {"php": ">=8"}, "config": {}}',
        b'{"model_type": "sedan", "year": 1999, "seats": 5}',
        b'{"producer": {"name": "a"}, "mapping": {"x": 1}, "version": "1"}',
        b'{"weight_map": {"a": 1, "b": 2}}',
        b'{"weight_map": {}}',
        b'{"added_tokens": 3}',
        b'{"tokenizer_class": "x"}',
        b'{"eos_token": "a", "name": "b", "bos_token": "c"}',
        b'{"_class_name": "Person", "age": 3}',
        b'{"_timestamp": 1, "_type": "event", "message": "x"}',
        b'{"executable": "a", "host": "b", "port": 3}',
        b'{"train_batch_size": 3, "gradient_accumulation_steps": 2}',
        b'{"log_history": []}',
        b'{"<s>": "start", "</s>": "end"}',
        b'{"<unk>": 0, "a": 1, "b": 2}',
        b'{"bits": 8, "group_size": 3, "w_bit": 1}',
        b'{"<pad>": 5, ' + b", ".join(b'"w%d": %d' % (n, 3 * n) for n in range(99)) + b"}",
        b"#version: 0.2\nthis is prose, not pairs\n",
        b"IQ== 0\nIg== 1\n",
        b"[UNK]\nand then prose of some words\n[CLS]\n[SEP]\n" + b"a line of words\n" * 50,
        b"\n\x05\n\x03<pad>",
        b"lifecycle_stage: active\nname: meeting\ngoal: none\n",
        b"merge_method: squash\nname: x\n",
        b"[training]\nname = 'x'\n[model]\nkind = 'y'\n",
        WORKFLOW,
        VALUES,
        SCRIPT,
        CODE,
    ],
)
def test_no_config(data):
    found = CLASSIFIER.findings(reader(data), len(data))
    assert not [one for one in found if one.kind is Kind.CONFIG]
