"""VMDK: the images of VMware, in one file or several.

A text descriptor (a file, or inside the first extent) names the extents: raw ("flat"), or sparse
with a directory of tables of grains, which may be compressed. Extents are opened only beside the
descriptor, under its own name with a suffix, and never through a link. A parent is never opened.
"""

import os
from bisect import bisect_right

from mediascan.model.errors import Malformed, UsageError
from mediascan.model.finding import Fault, FaultKind
from mediascan.sources.media.base import Medium, MediumKind
from mediascan.sources.media.files import ImageFiles, head
from mediascan.sources.media.runs import Locate, Run, Shape, open_runs
from mediascan.sources.media.vmdk_descriptor import Descriptor, Extent, read_descriptor
from mediascan.sources.media.vmdk_sparse import SPARSE, sparse

_TEXT = b"# Disk DescriptorFile"
_DESCRIPTOR_BYTES = 64 * 1024  # of a descriptor in a file: 4096 extents have about so many
_SECTOR = 512


def _paths(path: str) -> tuple[list[str], Descriptor | None]:
    """The files of the image, and its descriptor where that is a file of its own."""
    if head(path, 4) == SPARSE:
        return [path], None
    descriptor = read_descriptor(head(path, _DESCRIPTOR_BYTES))
    folder, name = os.path.split(path)
    stem = os.path.splitext(name)[0]  # noqa: PTH122 - of a str
    paths = [path]
    for extent in descriptor.extents:
        beside = os.path.join(folder, extent.name)  # noqa: PTH118 - of a str
        if not extent.name or beside in paths:
            continue
        if not _belongs(extent.name, stem):
            raise UsageError(
                f"The image names the file {extent.shown} for a part of its disk, which does not "
                "belong to it by its name and is not opened: put the parts into one folder, under "
                "the names that VMware gave them."
            )
        if os.path.isfile(beside) and not os.path.islink(beside):  # noqa: PTH113, PTH114 - of a str
            paths.append(beside)
    return paths, descriptor


def _belongs(name: str, stem: str) -> bool:
    """Whether `name` is that of a part beside a descriptor called `stem`.vmdk."""
    plain = os.path.basename(name) == name and "\\" not in name and "\0" not in name  # noqa: PTH119 - of a str
    return plain and name.startswith(stem) and name.lower().endswith(".vmdk")


def _one_file(files: ImageFiles) -> tuple[Shape, Locate]:
    found = sparse(files, 0)
    descriptor = read_descriptor(found.descriptor)
    descriptor.refuse_parent(files.paths[0])
    facts = {"type": descriptor.type or "sparse", "contentId": descriptor.content_id}
    return Shape("vmdk", found.size, facts=facts, faults=found.faults), found.run


def _several(descriptor: Descriptor, files: ImageFiles) -> tuple[Shape, Locate]:
    descriptor.refuse_parent(files.paths[0])
    starts, parts, faults = [], [], list[Fault]()
    size = 0
    for extent in descriptor.extents:
        locate, more = _part(extent, files)
        starts.append(size)
        parts.append(locate)
        faults += more
        size += extent.size
    if not parts:
        raise Malformed("the descriptor names no extents")

    def locate_in_all(at: int) -> Run:
        number = bisect_right(starts, at) - 1
        run = parts[number](at - starts[number])
        left = descriptor.extents[number].size - run.start
        return run._replace(start=run.start + starts[number], length=min(run.length, left))

    facts = {"type": descriptor.type, "contentId": descriptor.content_id}
    return Shape("vmdk", size, facts=facts, faults=tuple(faults)), locate_in_all


def _part(extent: Extent, files: ImageFiles) -> tuple[Locate, tuple[Fault, ...]]:
    """How the bytes of one extent are found."""
    size = extent.size
    if extent.kind == "ZERO":
        return (lambda _at: Run(0, size)), ()
    number = next(
        (at for at, path in enumerate(files.paths) if at and path.endswith(os.sep + extent.name)), 0
    )
    if not number:
        fault = Fault(FaultKind.UNREADABLE, f"the part {extent.shown} of the image is missing")
        return _missing, (fault,)
    if extent.kind in {"FLAT", "VMFS"}:
        return (lambda _at: Run(0, size, number, extent.offset)), _shortness(extent, files, number)
    if extent.kind != "SPARSE":
        raise UsageError(
            f"Extents of the kind {extent.kind} are not read: convert the image with qemu-img "
            "convert -O raw, and inspect the result."
        )
    found = sparse(files, number)
    return found.run, found.faults


def _missing(_at: int) -> Run:
    raise Malformed("this part of the image is missing")


def _shortness(extent: Extent, files: ImageFiles, number: int) -> tuple[Fault, ...]:
    if files.sizes[number] >= extent.offset + extent.size:
        return ()
    return (Fault(FaultKind.TRUNCATED, f"the part {extent.shown} of the image is cut short"),)


def _open(path: str) -> Medium:
    path = os.path.realpath(path)
    paths, descriptor = _paths(path)
    if descriptor is None:
        return open_runs(paths, _one_file)
    return open_runs(paths, lambda files: _several(descriptor, files))


def _accepts(path: str) -> bool:
    start = head(path, len(_TEXT))
    return start[:4] == SPARSE or start.lower() == _TEXT.lower()


MEDIUM = MediumKind(
    kind="vmdk",
    title="a VMDK image (VMware)",
    reference="https://github.com/libyal/libvmdk/blob/main/documentation/VMWare%20Virtual%20Disk%20Format%20(VMDK).asciidoc",
    accepts=_accepts,
    open=_open,
)
