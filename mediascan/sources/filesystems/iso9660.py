"""ISO 9660, the file system of optical discs."""

from typing import Any

from mediascan.reading.volumes.iso9660 import FIRST, MAGIC, read_iso
from mediascan.reading.window import Window
from mediascan.sources.filesystems.base import Parser, ReadInto
from mediascan.sources.filesystems.tsk import SleuthKit


def is_iso(head: bytes) -> bool:
    return head[FIRST : FIRST + 7] == b"\1" + MAGIC + b"\1"


def describe(window: Window) -> dict[str, Any]:
    """What the primary volume descriptor says. Raises `InputFault`."""
    found = read_iso(window)
    if found is None:
        return {"type": "ISO 9660", "state": "numbers in the volume descriptor disagree"}
    facts = {
        "type": "ISO 9660",
        "label": found.label,
        "bytes": found.size,
        "created": found.created,
        "disc": f"{found.number} of {found.set_size}" if found.set_size > 1 else "",
        **found.texts,
    }
    return {key: value for key, value in facts.items() if value != ""}


def open_iso9660(read_into: ReadInto, size: int) -> Any:
    return SleuthKit(read_into, size, "ISO9660")


PARSER = Parser(
    kind="iso9660",
    title="ISO 9660",
    reference="https://ecma-international.org/publications-and-standards/standards/ecma-119/",
    accepts=is_iso,
    describe=describe,
    open=open_iso9660,
    module="pytsk3",
    advice="Mount with -o ro.",
)
