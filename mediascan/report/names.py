"""Names from evidence as the report's JSON has them: readable, and lossless."""

import base64


def named(path: bytes, key: str = "path", raw: str = "pathB64") -> dict[str, str]:
    """`path` as UTF-8 text under `key`; where it is not UTF-8, its bytes too, under `raw`.

    The text then has U+FFFD for what could not be decoded.
    """
    try:
        return {key: path.decode("utf-8")}
    except UnicodeDecodeError:
        text = path.decode("utf-8", "replace")
        return {key: text, raw: base64.b64encode(path).decode("ascii")}


def raw_name(data: dict[str, str], key: str = "path", raw: str = "pathB64") -> bytes:
    """The bytes that `named` was given. Raises `ValueError` where `raw` is not base64."""
    if raw in data:
        return base64.b64decode(data[raw], validate=True)
    return data[key].encode("utf-8")
