"""Numbers in the names of shards. Names are hostile: every pattern here takes linear time."""

import re
from dataclasses import dataclass

_DIGITS = 9  # more are no number of a shard
_OF = re.compile(rb"(?<!\d)(\d{1,9})-of-(\d{1,9})(?!\d)")
_SPARK = re.compile(
    rb"part-(\d{1,9})-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
)
_SUFFIX = re.compile(rb"\.[A-Za-z][A-Za-z0-9]{0,9}\Z")
_SUFFIXES = 3
_NUMBER = re.compile(rb"\d+")
_TO_HASH = bytes.maketrans(b"0123456789", b"##########")


@dataclass(frozen=True, slots=True)
class Numbered:
    """`pattern` is the name with "#" for its numbers, `series` the name without the last one."""

    pattern: bytes
    series: bytes
    index: int  # as written
    count: int = 0  # as written behind "-of-"; 0 where it is not there


def numbered(name: bytes) -> Numbered | None:
    """The number in a name such as `train-00003-of-00060.parquet` or `shard.00012.mds.zstd`.

    Of several numbers the last one before the suffixes counts; a number behind "-of-" is how many
    there are. None for a name without a number.
    """
    if found := _OF.search(name):
        index, count = int(found[1]), int(found[2])
        if index > count:
            return None
        pattern = name[: found.start()] + b"#-of-" + found[2] + name[found.end() :]
        return Numbered(pattern, pattern, index, count)
    if found := _SPARK.match(name):
        pattern = b"part-#-" + found[2] + name[found.end() :]
        return Numbered(pattern, pattern, int(found[1]))
    end = len(name)
    for _ in range(_SUFFIXES):
        suffix = _SUFFIX.search(name, max(0, end - 12), end)
        if suffix is None:
            break
        end = suffix.start()
    runs = list(_NUMBER.finditer(name, 0, end))
    if not runs or len(runs[-1][0]) > _DIGITS:
        return None
    last = runs[-1]
    series = name[: last.start()] + b"#" + name[last.end() :]
    pattern = _NUMBER.sub(b"#", name[: last.end()]) + name[last.end() :]
    return Numbered(pattern, series, int(last[0]))


def suffix_shape(name: bytes) -> bytes:
    """The last suffix in lower case, digits as "#": `.bin`, `.###`, `.z##`; b"" without one."""
    dot = name.rfind(b".", -12)
    return name[dot:].lower().translate(_TO_HASH) if dot >= 0 else b""


def stem(name: bytes) -> bytes:
    """The name before its first dot that is not its first letter."""
    dot = name.find(b".", 1)
    return name if dot < 0 else name[:dot]


def parent(folder: bytes) -> bytes:
    """The folder above; b"" above the root as well."""
    return folder[: max(0, folder.rfind(b"/"))]


def last(path: bytes) -> bytes:
    """The name at the end of a path."""
    return path[path.rfind(b"/") + 1 :]


def common(left: bytes, right: bytes) -> bytes:
    """The folder that both folders are in, or are."""
    if left == right:
        return left
    shared = []
    for one, other in zip(left.split(b"/"), right.split(b"/"), strict=False):
        if one != other:
            break
        shared.append(one)
    return b"/".join(shared)
