"""Which variables are an optimizer's, and which optimizer's."""

import pytest

from mediascan.model.facts import Facts
from mediascan.reading.tensorflow.slots import Slots, plain_name


@pytest.mark.parametrize(
    ("name", "is_slot"),
    [
        ("layer/kernel/.ATTRIBUTES/VARIABLE_VALUE", False),
        ("layer/kernel/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE", True),
        ("optimizer/_variables/2", True),
        ("optimizer/_trainable_variables/0", False),  # Keras 3 keeps the model's weights there
        ("dense/kernel/Adam_1", True),
        ("bert/encoder/layer_0/output/dense/kernel/adam_m", True),
        ("decoder/block_000/layer_000/SelfAttention/q_slot_vr", True),
        ("beta1_power", True),
        ("adam/dense/kernel", False),
        ("momentum_net/kernel", False),
    ],
)
def test_slots_are_known_by_their_names(name, is_slot):
    assert Slots().knows(plain_name(name)) is is_slot


@pytest.mark.parametrize(
    ("names", "optimizer"),
    [
        (["k/.OPTIMIZER_SLOT/optimizer/m", "k/.OPTIMIZER_SLOT/optimizer/v"], "Adam"),
        (["k/.OPTIMIZER_SLOT/optimizer/momentum"], "SGD with momentum"),
        (["k/.OPTIMIZER_SLOT/o/momentum", "k/.OPTIMIZER_SLOT/o/rms"], "RMSprop with momentum"),
        (["k/Adagrad"], "Adagrad"),
        (["q_slot_vr", "q_slot_vc"], "Adafactor"),
        (["optimizer/_variables/2"], ""),  # its name tells nothing
    ],
)
def test_the_optimizer_is_told_by_the_words_of_its_slots(names, optimizer):
    slots, facts = Slots(), Facts()
    for name in names:
        slots.knows(name)
    slots.say(facts)
    assert facts.get("optimizer", "").split(", by")[0] == optimizer
