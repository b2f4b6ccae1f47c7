"""The quick look at many names must let through whatever the exact look finds."""

import re

from mediascan.model.optimizer_names import _STATE, may_be_optimizer


def test_every_word_of_the_rule_passes_the_quick_look():
    words = set(re.findall(r"[A-Za-z][A-Za-z0-9_]{4,}", _STATE.pattern))
    assert len(words) > 15
    assert [word for word in words if not may_be_optimizer(word)] == []
