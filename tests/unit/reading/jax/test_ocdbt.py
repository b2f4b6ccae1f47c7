"""What TensorStore itself says of the genuine files, and what damage does to them."""

import pytest

from mediascan.formats.checkpoints import ocdbt_manifest, ocdbt_node
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

NODE = (FORMAT_FIXTURES / "ocdbt_node" / "tiny").read_bytes()
SEVERAL = (FORMAT_FIXTURES / "ocdbt_node" / "several").read_bytes()
MANIFEST = (FORMAT_FIXTURES / "ocdbt_manifest" / "tiny.ocdbt").read_bytes()


def test_as_many_keys_and_arrays_as_tensorstore_lists():
    facts = ocdbt_node.examine(Window.over(NODE)).facts
    assert (facts["member_count"], facts["tensor_count"]) == (169, 35)
    assert facts["training_step"] == 1


def test_keys_have_what_nodes_above_keep_for_them():
    facts = ocdbt_node.examine(Window.over(SEVERAL)).facts
    names = {one["name"] for one in facts["tensors"]}
    assert names == {f"params.layers_{layer}.mlp.kernel" for layer in range(12)}


@pytest.mark.parametrize(
    ("examine", "data"), [(ocdbt_node.examine, NODE), (ocdbt_manifest.examine, MANIFEST)]
)
def test_a_changed_byte_is_told_by_the_checksum(examine, data):
    for at in (20, len(data) // 2, len(data) - 1):
        damaged = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        faults = examine(Window.over(damaged)).faults
        assert "checksum" in faults[0].message


@pytest.mark.parametrize("version", [1, 255])
def test_another_version_is_not_ours(version):
    assert ocdbt_node.examine(Window.over(NODE[:12] + bytes([version]) + NODE[13:])) is None
