"""YAML as programs and people write settings: lines of `key: value`, nested by indentation.

Not the whole of YAML (https://yaml.org/spec/1.2.2/): no anchors are followed, no tags obeyed, and
a value in brackets stays text. A line that is neither a key, an item of a list, nor the
continuation of a value is counted as odd; source code and prose are full of them.
"""

import re
from dataclasses import dataclass, field

_LINES = 20_000
_KEYS = 8192
_DEPTH = 32
_LENGTH = 4096  # characters kept of a value
_ODD = 0.05  # share of lines that may be odd
_KEY = re.compile(r"""(["']?)([A-Za-z_0-9][\w./@+ -]{0,199}?)\1 *:(?:[ \t]+(.*))?$""", re.ASCII)
_COMMENT = re.compile(r"(?:^|[ \t])#.*$")
_BLOCK = re.compile(r"[|>][+-]?[0-9]?$")
_QUOTED = re.compile(r"'[^']*'(?=\s*,?\s*(?:#|$))|\"[^\"]*\"(?=\s*,?\s*(?:#|$))")
_NEUTRAL = ("---", "...", "{", "}", "},")  # braces: GPT-NeoX writes JSON with comments in it
_OPEN, _CLOSE = ("[", "{"), ("]", "}")


@dataclass(slots=True)
class YamlLines:
    """Every plain value by its path: `trainer.devices`, `datasets.0.path`; in the file's order."""

    values: dict[str, str] = field(default_factory=dict)
    keys: dict[str, None] = field(default_factory=dict)  # at the top, in order
    lines: int = 0
    odd: int = 0
    cut: bool = False  # the file goes on behind what was read


@dataclass(slots=True)
class _Place:
    """One open level: the column of its lines, and its path with a dot behind."""

    indent: int
    path: str
    items: int = -1  # so far, where it is a list; -1 where it is a map


def parse_yaml(data: bytes, *, cut: bool = False) -> YamlLines | None:
    """The settings in `data`; None where it is no such text. `cut`: its last line may be half."""
    try:
        text = data.decode("utf-8-sig", "strict" if not cut else "ignore")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    found = YamlLines(cut=cut)
    reader = _Reader(found)
    lines = text.splitlines()
    for line in lines[:-1] if cut else lines[:_LINES]:
        reader.take(line)
        if found.odd > 8 + found.lines * _ODD:
            return None
    if found.odd > found.lines * _ODD or not found.values:
        return None
    return found


class _Reader:
    """Takes the lines one by one."""

    def __init__(self, found: YamlLines) -> None:
        self._found = found
        self._places = [_Place(0, "")]
        self._block = -1  # column of the key whose text goes on below
        self._brackets = 0  # that are open in a value over several lines
        self._last = ""  # path of the value or of the level that may go on

    def take(self, line: str) -> None:
        bare = line.rstrip()
        content = bare.lstrip(" ")
        if not content or content.startswith("#"):
            return
        indent = len(bare) - len(content)
        if self._block >= 0:
            if indent > self._block:
                return
            self._block = -1
        self._found.lines += 1
        if self._brackets > 0:
            self._continue(content)
        elif content not in _NEUTRAL and not content.startswith(("%YAML", "--- ")):
            self._found.odd += not self._content(indent, content[: 2 * _LENGTH])

    def _content(self, indent: int, content: str) -> bool:
        """Take one line; False where it is odd."""
        for _ in range(_DEPTH):
            if content != "-" and not content.startswith("- "):
                break
            if not self._item(indent):
                return False
            rest = content[1:].lstrip(" ")
            indent += len(content) - len(rest)
            content = rest
            if not content:
                return True
            if not _KEY.match(content) and not content.startswith("- "):
                self._store(self._last, content, indent)
                return True
        match = _KEY.match(content)
        if match is not None:
            return self._key(indent, match[2].strip(), match[3] or "")
        return indent > self._places[-1].indent and bool(self._last)  # a plain text that goes on

    def _item(self, indent: int) -> bool:
        """A dash: the next item of a list, or the first one of a new list."""
        self._leave(indent)
        top = self._places[-1]
        if top.items < 0:
            if top.indent == indent and self._is_closed():
                return False  # a list below a key that has a value already
            if not self._open(_Place(indent, f"{self._last}." if self._last else "", 0)):
                return False
            top = self._places[-1]
        elif top.indent < indent:
            if not self._open(_Place(indent, f"{self._last}.", 0)):
                return False
            top = self._places[-1]
        self._last = f"{top.path}{top.items}"
        top.items += 1
        return True

    def _key(self, indent: int, key: str, value: str) -> bool:
        self._leave(indent)
        top = self._places[-1]
        if top.items >= 0 and top.indent == indent and len(self._places) > 1:
            self._places.pop()
            top = self._places[-1]
        if top.indent < indent:
            path = f"{self._last}." if self._last else ""
            if self._is_closed() or not self._open(_Place(indent, path)):
                return False
            top = self._places[-1]
        if not top.path and len(self._found.keys) < _KEYS:
            self._found.keys.setdefault(key)
        self._store(f"{top.path}{key}", value, indent)
        return True

    def _is_closed(self) -> bool:
        """Whether the last key has a value already; a tag or an anchor is none."""
        value = self._found.values.get(self._last)
        return value is not None and not value.startswith(("!", "&"))

    def _leave(self, indent: int) -> None:
        """Close the levels that stand further to the right."""
        for _ in range(len(self._places) - 1):
            if self._places[-1].indent <= indent:
                break
            self._places.pop()

    def _open(self, place: _Place) -> bool:
        if len(self._places) >= _DEPTH or len(place.path) > _LENGTH:
            return False
        self._places.append(place)
        return True

    def _store(self, path: str, value: str, indent: int) -> None:
        self._last = path
        quoted = _QUOTED.match(value)
        value = quoted[0] if quoted else _COMMENT.sub("", value).strip()
        if _BLOCK.match(value):
            self._block = indent
            return
        if not value.startswith(_OPEN):
            value = value.removesuffix(",")
        if value and len(self._found.values) < _KEYS:
            self._found.values[path] = _unquoted(value)[:_LENGTH]
        self._brackets = _balance(value) if value.startswith(_OPEN) else 0

    def _continue(self, content: str) -> None:
        value = _COMMENT.sub("", content).strip()
        known = self._found.values.get(self._last, "")
        if self._last in self._found.values:
            self._found.values[self._last] = f"{known} {value}"[:_LENGTH]
        self._brackets += _balance(value)


def _balance(value: str) -> int:
    """Brackets opened less brackets closed."""
    opened = sum(map(value.count, _OPEN))
    return opened - sum(map(value.count, _CLOSE))


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
