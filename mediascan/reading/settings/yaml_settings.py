"""`read_yaml`: a file that is lines of settings in YAML, and the values in it."""

import re
from collections.abc import Iterable, Mapping

from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Finding
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.yaml_lines import YamlLines, parse_yaml
from mediascan.reading.settings.say import described
from mediascan.reading.window import Window

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_#\"'-% \n\r{"
STARTS = (*(letter.encode() for letter in _LETTERS), b"\xef\xbb\xbf")  # of such a file
_MOST = 1 << 19  # bytes read of it
_LOOK = 4096  # bytes that show whether it is text
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NUMBER = re.compile(r"[0-9][0-9_]{0,17}", re.ASCII)
_NOTHING = frozenset(("null", "~", "None", "[]", "{}", ""))


def read_yaml(window: Window, keys: Iterable[frozenset[str]]) -> YamlLines | None:
    """The settings; None where the file is another thing, or has none of the sets of `keys`."""
    if _CONTROLS.search(window.upto(0, _LOOK)):
        return None
    cut = window.size > _MOST
    found = parse_yaml(window.upto(0, _MOST), cut=cut)
    if found is None or not any(wanted <= found.keys.keys() for wanted in keys):
        return None
    return found


def describe_yaml(
    format_id: str, window: Window, found: YamlLines, facts: Facts, words: Iterable[bytes]
) -> Finding:
    """The finding, with what names people, machines and places in the values."""
    faults: tuple[Fault, ...] = ()
    if found.cut:
        text = f"settings of {window.size} bytes; the first {_MOST} were read"
        faults = (Fault(FaultKind.LIMIT, text),)
    sure = not found.odd
    return described(format_id, window, facts, words, found.values, faults, sure=sure)


def whole_text(values: Mapping[str, str], *paths: str) -> int | None:
    """The first of `paths` that holds a whole number that is not negative."""
    for path in paths:
        value = values.get(path, "")
        if _NUMBER.fullmatch(value):
            return int(value)
    return None


def set_text(values: Mapping[str, str], *paths: str) -> str:
    """The first of `paths` that holds anything."""
    for path in paths:
        value = values.get(path, "")
        if value not in _NOTHING and not value.startswith(("{", "[")):
            return value[:TEXT_LENGTH]
    return ""


def below(values: Mapping[str, str], *starts: str) -> list[str]:
    """The values of all paths that begin with one of `starts`."""
    found = [value for path, value in values.items() if path.startswith(starts)]
    return list(dict.fromkeys(value[:TEXT_LENGTH] for value in found if value not in _NOTHING))


def sample(values: Mapping[str, str]) -> dict[str, str]:
    """As many of the values as a report shows."""
    found = {path[:TEXT_LENGTH]: value[:TEXT_LENGTH] for path, value in values.items()}
    return dict([pair for pair in found.items() if pair[1] not in _NOTHING][:LIST_LENGTH])
