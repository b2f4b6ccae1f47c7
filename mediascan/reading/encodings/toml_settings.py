"""Settings in TOML (https://toml.io/en/v1.0.0): every plain value by its path, as of YAML."""

import tomllib
from typing import Any

from mediascan.reading.encodings.yaml_lines import YamlLines

_MOST = 65_536  # bytes: the parser of the standard library may take quadratic time
_KEYS = 4096
_DEPTH = 16
_LENGTH = 4096  # characters kept of a value


def parse_toml(data: bytes) -> YamlLines | None:
    """The settings in `data`; None where it is another thing, or too long."""
    if len(data) > _MOST:
        return None
    try:
        tables = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    found = YamlLines(keys=dict.fromkeys(tables))
    level: list[tuple[str, Any]] = list(tables.items())
    for _ in range(_DEPTH):
        below: list[tuple[str, Any]] = []
        for path, value in level:
            if isinstance(value, dict):
                below += [(f"{path}.{key}"[:_LENGTH], one) for key, one in value.items()]
            elif isinstance(value, list):
                below += [(f"{path}.{number}", one) for number, one in enumerate(value)]
            elif len(found.values) < _KEYS:
                found.values[path] = _text(value)
        level = below
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:_LENGTH]
