"""Names by which TensorFlow's variables tell that they are an optimizer's, and which one's.

Object checkpoints put slots below the variable (`kernel/.OPTIMIZER_SLOT/optimizer/m`), Keras 3 into
lists of the optimizer (`optimizer/_variables/2`), sessions behind it (`dense/kernel/Adam_1`), BERT
and T5 programs into names of their own (`adam_m`, `_slot_vr`).

Source: tensorflow/python/training (slot_creator.py, *_optimizer.py), keras/src/optimizers,
google-research/bert optimization.py, tensorflow/mesh mesh_tensorflow/optimize.py.
"""

import re

from mediascan.model.facts import Facts

ATTRIBUTE = "/.ATTRIBUTES/VARIABLE_VALUE"
_SLOT = re.compile(r"/\.OPTIMIZER_SLOT/[^/]*/([^/]+)$")
_LIST = re.compile(r"(?:^|/)_?optimizer/(?!_trainable_variables/)(.+)$")
_SUFFIX = re.compile(
    r"/((?:Adam|AdamW|Momentum|RMSProp|RMSprop|Adagrad|Adadelta|AdaMax|Ftrl|LazyAdam|LAMB|Lamb)(?:_\d)?|"
    r"adam_[mv]|lamb_[mv])$|(_slot_(?:vc|vr|v|m))$|^(beta[12]_power)(?:_\d+)?$"
)
_WORDS = (  # words of the slots -> which optimizer has them
    ({"vhat"}, "Adam with AMSGrad"),
    ({"m", "v"}, "Adam"),
    ({"_momentums", "_velocities"}, "Adam"),
    ({"momentum", "rms"}, "RMSprop with momentum"),
    ({"accumulator", "linear"}, "Ftrl"),
    ({"accum_grad", "accum_var"}, "Adadelta"),
    ({"momentum"}, "SGD with momentum"),
    ({"rms"}, "RMSprop"),
    ({"accumulator"}, "Adagrad"),
    ({"adam"}, "Adam"),
    ({"adamw"}, "AdamW"),
    ({"beta1_power"}, "Adam"),
    ({"lamb"}, "LAMB"),
    ({"rmsprop"}, "RMSprop"),
    ({"adagrad"}, "Adagrad"),
    ({"adadelta"}, "Adadelta"),
    ({"ftrl"}, "Ftrl"),
    ({"_slot_vr"}, "Adafactor"),
)
_MOST_WORDS = 64


def plain_name(name: str) -> str:
    """The name of a variable without what an object checkpoint puts behind all of them."""
    return name.removesuffix(ATTRIBUTE)


class Slots:
    """The words of the optimizer's variables of one file."""

    def __init__(self) -> None:
        self._words: set[str] = set()

    def knows(self, name: str) -> bool:
        """Whether the variable `name` is an optimizer's; its word is kept."""
        return self.note(_word(name))

    def note(self, word: str) -> bool:
        """Keep the last part of a name that is known to be the optimizer's."""
        if word and len(self._words) < _MOST_WORDS:
            self._words.add(word)
        return bool(word)

    def say(self, facts: Facts) -> None:
        """Tell in `facts` which optimizer it is, where the words tell."""
        for words, optimizer in _WORDS:
            if words <= self._words:
                facts["optimizer"] = f"{optimizer}, by its slots {', '.join(sorted(words))}"
                return


def _word(name: str) -> str:
    """What tells that `name` is an optimizer's; empty where nothing does."""
    if found := _SLOT.search(name):
        return str(found[1])
    if found := _SUFFIX.search(name):
        word = str(next(filter(None, found.groups())))
        return (
            word if word.startswith(("_slot", "beta")) else word.split("_", maxsplit=1)[0].lower()
        )
    if found := _LIST.search(name):
        return str(found[1]).partition("/")[0]
    return ""
