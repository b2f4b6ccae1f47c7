"""OpenAI Whisper: `dims` and `model_state_dict` (whisper/__init__.py)."""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node


def _say(node: Node, facts: Facts) -> None:
    sizes = node.node("dims")
    told = {key: sizes.whole(key) for key in ("n_mels", "n_audio_ctx", "n_audio_layer")}
    facts["architecture"] = "Whisper"
    if all(one is not None for one in told.values()):
        facts["model_name"] = "Whisper, " + ", ".join(f"{key} {one}" for key, one in told.items())


FRAMEWORK = Framework(
    name="Whisper",
    reference="https://github.com/openai/whisper/blob/main/whisper/__init__.py",
    proves=lambda node: node.has("dims", "model_state_dict"),
    settings=("dims",),
    weight=80,
    say=_say,
)
