"""Names inside the byte code of a Lambda layer: Python's marshal in base64. Nothing is loaded.

A marshalled code object keeps the names that it uses, its constants and the path of the file that
it was compiled from, each as text behind its length (CPython, Python/marshal.c).
"""

import base64
import binascii
import re

_LONGEST = 1 << 18  # characters of base64
_TEXTS = 512
_SHORT = re.compile(rb"[zZ\xfa\xda]([\x01-\xff])", re.DOTALL)  # short ASCII text, 0x80: kept
_REACH_TEXT = """
    __builtins__ __import__ base64 builtins compile ctypes eval exec ftplib getattr globals http
    importlib marshal multiprocessing open os pickle popen posix pty requests runpy shutil socket
    subprocess sys system urllib webbrowser
"""
_REACH = frozenset(_REACH_TEXT.split())  # what byte code needs to reach programs or the network


def texts_of(code: str) -> list[str]:
    """The short texts in the marshalled code that `code` spells out in base64."""
    try:
        data = base64.b64decode(code[:_LONGEST].encode("ascii", "replace"))
    except (binascii.Error, ValueError):
        return []
    found: dict[str, None] = {}
    for one in _SHORT.finditer(data):
        text = data[one.end() : one.end() + one[1][0]]
        if len(text) == one[1][0] and text.isascii() and text.decode().isprintable():
            found[text.decode()] = None
            if len(found) >= _TEXTS:
                break
    return list(found)


def reaching(texts: list[str]) -> list[str]:
    """Of the names in a code object, those that reach programs, files or the network."""
    return [text for text in texts if text in _REACH]
