"""Formats whose size follows from their settings: one more byte, or one less, is told."""

from pathlib import Path

import pytest

from mediascan.formats.checkpoints import ctranslate2, llama2c, llmc_model, llmc_state
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window

FIXTURES = Path(__file__).parents[4] / "fixtures" / "formats"
FILES = [
    (llama2c, "llama2c/tiny.bin"),
    (llama2c, "llama2c/quantized.bin"),
    (llmc_model, "llmc_model/tiny.bin"),
    (llmc_model, "llmc_model/llama3.bin"),
    (llmc_state, "llmc_state/tiny.bin"),
    (ctranslate2, "ctranslate2/tiny.bin"),
]


@pytest.mark.parametrize(("module", "name"), FILES, ids=[name for _, name in FILES])
@pytest.mark.parametrize("change", [-3, -2, 2, 3])
def test_a_size_that_does_not_follow_is_told(module, name, change):
    data = (FIXTURES / name).read_bytes()
    data = data[:change] if change < 0 else data + bytes(change)
    found = module.examine(Window.over(data))
    assert found.confidence is Confidence.PARSED
    assert found.faults


def test_shuffled_data_has_no_size_that_could_be_checked():
    data = bytearray((FIXTURES / "llmc_state/tiny.bin").read_bytes())
    data[20] = 1
    found = llmc_state.examine(Window.over(bytes(data) + bytes(5)))
    assert (found.confidence, found.faults) == (Confidence.PARSED, ())
    assert "optimizer_value_count" not in found.facts
