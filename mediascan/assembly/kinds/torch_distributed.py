"""A checkpoint of torch.distributed: `__0_0.distcp` of each rank, listed in `.metadata`."""

import re

from mediascan.assembly.base import Basis, File, Finding, Part, Role, ShardKind
from mediascan.assembly.parts import listed

_NAME = re.compile(rb"__(\d{1,9})_(\d{1,9})\.distcp")


def of_finding(file: File, finding: Finding) -> list[Part]:
    if finding["format"] == "torch_dcp_metadata":
        links = finding.get("links", ())
        count = next((one["count"] for one in links if type(one["count"]) is int), 0)
        count = count or len(listed(finding))
        return [Part(file.folder + b"/", role=Role.INDEX, basis=Basis.CONTENT, count=count)]
    found = _NAME.fullmatch(file.name)
    if found is None:
        return [Part(b"", "distcp", series=file.path)]
    return [Part(file.folder + b"/", "distcp", series=b"__#_" + found[2], index=int(found[1]))]


KIND = ShardKind(
    id="torch-distributed",
    title="Checkpoint of torch.distributed",
    unit=("file", "files"),
    reference="https://docs.pytorch.org/docs/stable/distributed.checkpoint.html",
    formats=frozenset({"torch_distcp", "torch_dcp_metadata"}),
    of_finding=of_finding,
)
