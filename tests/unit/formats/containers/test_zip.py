"""ZIP archives of every condition, with what an investigator must be told of each."""

import pytest

from mediascan.formats.containers.zip import examine
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window
from tests.conftest import FIXTURES

UNIT = FIXTURES / "unit" / "zip"


def look(name):
    return examine(Window.over((UNIT / name).read_bytes()))


@pytest.mark.parametrize(
    ("name", "confidence", "facts"),
    [
        ("deflated.zip", Confidence.CONSISTENT, {"compression": "deflate", "member_count": 3}),
        ("empty.zip", Confidence.CONSISTENT, {"member_count": 0}),
        ("no_suffix", Confidence.CONSISTENT, {"member_suffixes": {"": 2, ".gz": 1}}),
        ("aes.zip", Confidence.CONSISTENT, {"cipher": "AES-256", "encrypted_member_count": 1}),
        ("self_extracting.sh", Confidence.PARSED, {"leading_bytes": 24, "member_count": 3}),
        ("trailing.zip", Confidence.PARSED, {"trailing_bytes": 100, "member_count": 3}),
        ("first_volume.z01", Confidence.MAGIC, {"shard_index": 0, "members": ["corpus/a.txt"]}),
    ],
)
def test_each_condition_is_told(name, confidence, facts):
    found = look(name)
    assert found.confidence is confidence
    assert {key: found.facts[key] for key in facts} == facts


def test_encrypted_members_are_a_fault_and_still_listed():
    found = look("aes.zip")
    assert [one.kind for one in found.faults] == [FaultKind.ENCRYPTED]
    assert found.facts["members"] == ["weights.safetensors"]
