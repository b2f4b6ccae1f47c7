"""`Sizes`: the settings of a network, by all names that families have for the same thing."""

from collections.abc import Mapping
from typing import Any, NamedTuple

_MOST = 1 << 40  # a single setting; above it stands nonsense
_LAYERS = 4096


class Count(NamedTuple):
    """Parameters in all, and those that one token passes."""

    total: int
    active: int


class UnknownSizeError(Exception):
    """A setting that the formula needs is not there, or is nonsense."""


class Sizes:
    """The settings, read with the names that several families have for the same thing."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings

    def need(self, *names: str) -> int:
        value = self.get(*names)
        if value is None:
            raise UnknownSizeError
        return value

    def get(self, *names: str) -> int | None:
        for name in names:
            value = self._settings.get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                if not 0 <= value < _MOST:
                    raise UnknownSizeError
                return value
        return None

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._settings.get(name)
        return value if isinstance(value, bool) else default

    def text(self, name: str) -> str:
        value = self._settings.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        value = self._settings.get(name)
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

    def numbers(self, name: str) -> set[int]:
        value = self._settings.get(name)
        return {one for one in value if isinstance(one, int)} if isinstance(value, list) else set()

    def length(self, name: str) -> int | None:
        value = self._settings.get(name)
        return len(value) if isinstance(value, dict) else None

    @property
    def hidden(self) -> int:
        return self.need("hidden_size", "n_embd", "d_model")

    @property
    def layers(self) -> int:
        layers = self.need("num_hidden_layers", "n_layer", "num_layers")
        if layers > _LAYERS:
            raise UnknownSizeError
        return layers

    @property
    def heads(self) -> int:
        return self.need("num_attention_heads", "n_head", "num_heads") or 1

    @property
    def vocabulary(self) -> int:
        return self.need("vocab_size")

    @property
    def inner(self) -> int:
        value = self.get("intermediate_size", "n_inner", "ffn_dim", "d_ff", "ffn_hidden_size")
        return 4 * self.hidden if value is None else value

    @property
    def is_base(self) -> bool:
        """Whether the network is saved without the part that predicts."""
        names = self.texts("architectures")
        return bool(names) and names[0].endswith("Model") and "LMHead" not in names[0]
