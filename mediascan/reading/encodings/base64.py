"""Base64 in the texts of a file, decoded where it is some."""

import base64
import binascii


def decoded(text: str) -> str:
    """The text behind `text`; empty where that is no base64 or no UTF-8."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
