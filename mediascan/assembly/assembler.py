"""Takes the rows of a catalog in the order of their paths, and gives the collections at the end."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from mediascan.assembly.base import (
    File,
    Finding,
    LayoutKind,
    Part,
    Role,
    ShardKind,
    StoreKind,
    headerless,
)
from mediascan.assembly.collection import Collection, Folder, of_folder
from mediascan.assembly.facts import amounts, corpora, text
from mediascan.assembly.folders import MEDIA, Folders
from mediascan.assembly.names import suffix_shape
from mediascan.assembly.registry import registry
from mediascan.assembly.scratch import Scratch
from mediascan.assembly.settle import Settling
from mediascan.assembly.tally import COUNTED, Member
from mediascan.model.row import Row
from mediascan.model.source import EntryKind

SINGLE = "single-files"
_NOTHING: tuple[int | None, ...] = (None, None, None)
_FILE = int(EntryKind.FILE)


class Assembler:
    """Memory is bounded by the depth of a path and the number of kinds; the rest is in `file`."""

    def __init__(self, file: Path) -> None:
        self._registry = registry()
        self._scratch = Scratch(file)
        self._stores = 0
        self._media: list[Collection] = []
        self._folders = Folders(self._registry, self._take_store, self._take_media)

    def add(self, row: Row, data: Mapping[str, Any]) -> None:
        """Count `row`, whose manifest data is `data`."""
        if row.kind != _FILE:
            return
        path = row.path
        cut = path.rfind(b"/")
        folder, name = path[: max(0, cut)], path[cut + 1 :]
        content = row.content or "unknown"
        top = self._folders.add(folder, row.size, content)
        findings = data.get("findings")
        if content in MEDIA:
            self._folders.media(top, File(path, folder, name, row.size, row.sha256, content))
        shape = suffix_shape(name)
        by_name = shape in self._registry.by_suffix
        if not findings and not by_name:
            return
        file = File(path, folder, name, row.size, row.sha256, content, findings or [])
        if by_name and headerless(file) and self._name(file, shape):
            return
        claimed = False
        for one in file.findings:
            claimed |= self._finding(file, one)
        if by_name and not claimed:
            self._name(file, shape)

    def _name(self, file: File, shape: bytes) -> bool:
        """Ask the kinds that know names of this shape; whether one wants the file."""
        finding = file.findings[0] if file.findings and headerless(file) else None
        wanted = False
        for kind in self._registry.by_suffix[shape]:
            if kind.of_name is not None and (parts := kind.of_name(file)):
                self._keep(kind, file, finding, parts)
                wanted = True
        return wanted

    def _finding(self, file: File, finding: Finding) -> bool:
        for store in self._registry.stores.get(finding["format"], ()):
            root = store.root(file, finding)
            if root is not None:
                self._mark(store, root, file, finding)
        for kind in self._registry.by_format.get(finding["format"], ()):
            if kind.of_finding is not None and (parts := kind.of_finding(file, finding)):
                self._keep(kind, file, finding, parts)
                return True
        if finding["kind"] != "dataset":
            return False
        single = self._registry.kinds[SINGLE]
        if isinstance(single, ShardKind):
            self._keep(single, file, finding, [Part(b"", finding["format"], series=file.path)])
        return True

    def _keep(
        self, kind: ShardKind, file: File, finding: Finding | None, parts: list[Part]
    ) -> None:
        for one in parts:
            exact, estimated = amounts(finding) if finding else (_NOTHING, _NOTHING)
            if one.role is Role.INDEX:
                exact, estimated = tuple(one.whole.get(name) for name in COUNTED), _NOTHING
            self._scratch.add(
                Member(
                    kind.id,
                    one.key,
                    one.print,
                    int(one.role),
                    one.series,
                    one.index,
                    file.path,
                    file.folder,
                    file.size,
                    file.digest,
                    int(one.basis),
                    one.count,
                    -1 if one.first is None else one.first,
                    one.partner,
                    finding["format"] if finding else "",
                    one.label,
                    text(finding, "training_shape") if finding else "",
                    "\n".join(corpora(finding)) if finding else "",
                    exact,
                    estimated,
                )
            )

    def _mark(self, kind: StoreKind, root: bytes, file: File, finding: Finding) -> None:
        exact, _ = amounts(finding)
        told = {"role": "index", "format": finding["format"]}
        if file.digest is not None:
            told["sha256"] = file.digest.hex()
        found = Folder(root, kind.id, evidence=[(file.path, told)])
        found.data = {
            "formats": [finding["format"]],
            "shapes": list(filter(None, [text(finding, "training_shape")])),
            "corpora": corpora(finding),
            "whole": {
                name: str(value)
                for name, value in zip(COUNTED, exact, strict=True)
                if value is not None
            },
        }
        self._folders.mark(kind, root, found)

    def _take_store(self, kind: StoreKind, found: Folder) -> None:
        self._stores += 1
        value = {
            "files": found.files,
            "size": found.size,
            "content": found.content,
            "data": found.data,
            "evidence": [[path.hex(), told] for path, told in found.evidence],
        }
        self._scratch.keep_store(found.path, kind.id, orjson.dumps(value))

    def _take_media(self, kind: LayoutKind, found: Folder) -> None:
        self._media.append(of_folder(kind, found))

    def collections(self) -> Iterator[Collection]:
        """What all rows add up to: to be called once, after the last of them."""
        self._folders.end()
        self._scratch.write()
        settling = Settling(self._scratch, self._registry, stores=self._stores > 0)
        return settling.collections(self._media)

    def close(self) -> None:
        self._scratch.close()
