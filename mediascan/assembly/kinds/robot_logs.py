"""Logs of robots, numbered: `drive_0007.mcap`, `2026-03-01-10-00-00_3.bag`."""

from mediascan.assembly.base import File, Finding, Part, ShardKind
from mediascan.assembly.parts import shard


def of_finding(file: File, finding: Finding) -> list[Part]:
    return [shard(file, finding["format"])]


KIND = ShardKind(
    id="robot-logs",
    title="Logs of robots",
    unit=("file", "files"),
    reference="https://mcap.dev/spec",
    formats=frozenset({"mcap", "ros_bag"}),
    of_finding=of_finding,
)
