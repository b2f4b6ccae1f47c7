"""APFS, the file system of Apple machines: its container. It is named and not listed."""

from typing import Any

from mediascan.reading.volumes.apfs import CONTAINER, MAGIC_AT, read_apfs, read_volumes
from mediascan.reading.window import Window
from mediascan.sources.filesystems.base import Parser


def accepts(head: bytes) -> bool:
    return head[MAGIC_AT : MAGIC_AT + len(CONTAINER)] == CONTAINER


def describe(window: Window) -> dict[str, Any]:
    """UUID, sizes, and the volumes with their names. Raises `InputFault`."""
    found = read_apfs(window)
    read_volumes(window, found)
    return {
        "type": "APFS",
        "uuid": found.uuid,
        "blockBytes": found.block_size,
        "bytes": found.block_size * found.blocks,
        "volumes": [one.name for one in found.volumes],
        "encryptedVolumes": sum(one.encrypted for one in found.volumes),
        "fusionSet": found.fusion,
    }


PARSER = Parser(
    kind="apfs",
    title="APFS",
    reference="https://developer.apple.com/support/downloads/Apple-File-System-Reference.pdf",
    accepts=accepts,
    describe=describe,
    advice="Attach it write-blocked to a Mac, mount it read-only and inspect the mount point.",
)
