"""wandb-summary.json of Weights & Biases: the last value of all that was logged. A JSON object."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import number, plain, whole
from mediascan.reading.window import Window

_WORDS = (b'"_runtime"', b'"_wandb"', b'"_timestamp"')
_STEPS = ("train/global_step", "global_step", "trainer/global_step", "iteration", "step", "_step")
_LOSSES = ("train/loss", "train_loss", "loss", "lm loss", "train/train_loss", "lm-loss")
_RATES = ("train/learning_rate", "learning_rate", "learning-rate", "lr", "train/lr")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    if sum(key in values for key in ("_runtime", "_step", "_timestamp", "_wandb")) < 3:
        return None
    facts = Facts(framework="Weights & Biases")
    if (step := whole(values, *_STEPS)) is not None:
        facts["training_step"] = step
    if loss := number(values, *_LOSSES):
        facts["loss"] = loss
    if rate := number(values, *_RATES):
        facts["learning_rate"] = rate
    if spent := number(values, "total_flos", "train/total_flos"):
        facts["total_flops"] = spent
    facts["metadata"] = plain(values)
    return describe("wandb_summary", window, settings, facts, _WORDS)


FORMAT = Format(
    id="wandb_summary",
    title="Summary of a Weights & Biases run",
    kind=Kind.CONFIG,
    reference="https://docs.wandb.ai/guides/runs/",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
