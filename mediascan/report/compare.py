"""Whether an entry is the same in two reports, as far as their rows can tell."""

from typing import Any

from mediascan.model.change import What
from mediascan.model.display import show
from mediascan.report.names import raw_name

STRONG = ("blake3", "sha256")  # digests that nobody can find two contents for
_WEAK = ("md5", "sha1")


def compare(earlier: dict[str, Any], later: dict[str, Any]) -> tuple[What, str]:
    """What became of the entry of two rows of one path, and what differs in words.

    Times are not compared: content is. Sizes of folders are the file system's business.
    """
    was, now = str(earlier["type"]), str(later["type"])
    if was != now:
        return What.CHANGED, f"was a {show(was)}, is a {show(now)}"
    if now == "file":
        return _file(earlier, later)
    if now == "link":
        return _link(earlier, later)
    if now == "folder":
        unlisted = [word for word, row in (("then", earlier), ("now", later)) if "faults" in row]
        if unlisted:
            return What.UNKNOWN, f"could not be listed {' and '.join(unlisted)}"
    return (What.UNKNOWN, "of unknown type in both") if now == "unknown" else (What.SAME, "")


def strong_digest(row: dict[str, Any], names: tuple[str, ...]) -> bytes | None:
    """The first of the digests `names` of a file that is not empty; None where it has none."""
    if row["type"] != "file" or int(row["size"]) == 0:
        return None
    found = next((row[name] for name in names if name in row), None)
    return None if found is None else bytes.fromhex(found)


def describe(row: dict[str, Any]) -> str:
    """An entry in words."""
    kind = show(str(row["type"]))
    return f"file, {int(row['size']):,} bytes" if kind == "file" else kind


def _file(earlier: dict[str, Any], later: dict[str, Any]) -> tuple[What, str]:
    was, now = int(earlier["size"]), int(later["size"])
    if was != now:
        return What.CHANGED, f"had {was:,} bytes, has {now:,}"
    differing = [
        name
        for name in (*STRONG, *_WEAK)
        if name in earlier and name in later and earlier[name] != later[name]
    ]
    if differing:
        return What.CHANGED, f"another {' and '.join(differing)}"
    if any(name in earlier and name in later for name in STRONG):
        return What.SAME, ""
    return What.UNKNOWN, "the reports have no strong digest of it in common"


def _link(earlier: dict[str, Any], later: dict[str, Any]) -> tuple[What, str]:
    if "target" not in earlier or "target" not in later:
        return What.UNKNOWN, "where it leads is not in both reports"
    was, now = (raw_name(row, "target", "target_b64") for row in (earlier, later))
    return (What.SAME, "") if was == now else (What.CHANGED, f"led to {show(was)}, to {show(now)}")
