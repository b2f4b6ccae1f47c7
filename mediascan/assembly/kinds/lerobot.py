"""A LeRobot dataset: `meta/info.json`, tables in `data/`, films in `videos/`."""

from mediascan.assembly.base import File, Finding, StoreKind
from mediascan.assembly.names import last, parent


def root(file: File, _finding: Finding) -> bytes | None:
    return parent(file.folder) if last(file.folder) == b"meta" else None


KIND = StoreKind(
    id="lerobot",
    title="LeRobot dataset",
    reference="https://github.com/huggingface/lerobot",
    formats=frozenset({"lerobot_info"}),
    root=root,
)
