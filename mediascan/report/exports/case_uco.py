"""CASE 1.5 (UCO 1.5) as JSON-LD: who inspected which exhibit with what, and what was found.

Layout: the ontology at <https://ontology.caseontology.org/>, checked by `case_validate`. Of files
there are those that the statement lists with their findings, 200 at the most, and never the whole
list: a validator needs minutes for a thousand files, and the manifest, which the graph names with
its digest, has all of them. BLAKE3 is not in UCO's vocabulary of hashes, and is left out.
"""

import uuid
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from mediascan.model.display import show
from mediascan.report.exports.base import UNVERIFIED, Export, LeftOut, Record, write_array
from mediascan.report.exports.models import certainty, titles
from mediascan.report.names import raw_name
from mediascan.report.page.brief import brief
from mediascan.report.page.collections import collection_lines
from mediascan.report.page.nouns import CollectionLine
from mediascan.report.statement import STATEMENT

_CONTEXT = {
    "analysis": "https://ontology.unifiedcyberontology.org/uco/analysis/",
    "action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "investigation": "https://ontology.caseontology.org/case/investigation/",
    "kb": "https://mediascan.dev/kb/",
    "observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_METHODS = {"md5": "MD5", "sha1": "SHA1", "sha256": "SHA256"}  # of vocabulary:HashNameVocab

Node = dict[str, Any]


def write(record: Record, out: BinaryIO) -> LeftOut:
    """Write the graph, node by node."""
    out.write(b'{"@context":' + orjson.dumps(_CONTEXT) + b',"@graph":')
    write_array(out, _Graph(record).nodes())
    out.write(b"}\n")
    return LeftOut()


class _Graph:
    """Makes the nodes of one report; their names are the same each time (UUID version 5)."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._predicate = record.predicate
        self._space = record.uuid
        self._titles = titles(record)
        self._collections = collection_lines(record.predicate)

    def nodes(self) -> Iterator[Node]:
        case = self._predicate["case"]
        yield self._investigation()
        yield self._action()
        yield self._of("tool", "tool:AnalyticTool", show(self._predicate["tool"]["name"])) | {
            "tool:version": show(self._predicate["tool"]["version"]),
            "tool:toolType": "inspection of drives",
        }
        yield self._of("host", "observable:Device", show(case["host"]) or "not known")
        if case["operator"]:
            yield self._of("operator", "identity:Identity", show(case["operator"]))
        yield self._exhibit()
        yield self._source()
        yield self._report()
        yield from self._report_files()
        for number, file in enumerate(self._predicate["findings"]["listed"]):
            yield from self._found(number, file)
        for number, line in enumerate(self._collections):
            yield self._together(number, line)

    def _investigation(self) -> Node:
        verdict = self._predicate["verdict"]
        words = [f"{verdict['outcome']}: {show(verdict['sentence'])}"]
        if not self._record.verified:
            words.insert(0, UNVERIFIED)
        name = show(self._predicate["case"]["case"])
        node = self._of("case", "investigation:Investigation", f"Case {name}" if name else "Case")
        return node | {
            "core:description": words,
            "investigation:focus": "training datasets and model checkpoints on a drive",
            "core:object": [self._ref(one) for one in ("action", "exhibit", "report")],
        }

    def _action(self) -> Node:
        times, coverage = self._predicate["times"], self._predicate["coverage"]
        operator = self._predicate["case"]["operator"]
        words = (
            f"Files {coverage['files']}, bytes {coverage['bytes']}, of which "
            f"{coverage['bytesRead']} were read; complete: {coverage['complete']}"
        )
        return self._of("action", "investigation:InvestigativeAction", "inspection") | {
            "core:description": words,
            "action:startTime": _typed("dateTime", times["started"]),
            "action:endTime": _typed("dateTime", times["finished"]),
            **({"action:performer": self._ref("operator")} if operator else {}),
            "action:instrument": self._ref("tool"),
            "action:environment": self._ref("host"),
            "action:object": self._ref("exhibit"),
            "action:result": self._ref("report"),
        }

    def _exhibit(self) -> Node:
        number = show(self._predicate["case"]["exhibit"])
        return self._of("exhibit", "investigation:ProvenanceRecord", f"exhibit {number}") | {
            **({"investigation:exhibitNumber": number} if number else {}),
            "core:object": self._ref("source"),
        }

    def _source(self) -> Node:
        source = self._predicate["source"]
        of = {key: show(one) for key, one in source.items() if _is_told(one)}
        size = _integer(of.get("diskBytes") or of.get("sizeBytes"))
        facets = [
            self._facet(
                "source", "DeviceFacet", model=of.get("model"), serialNumber=of.get("serial")
            ),
            self._facet("source", "StorageMediumFacet", totalStorageCapacityInBytes=size),
            self._facet("source", "FileSystemFacet", fileSystemType=of.get("fileSystem")),
            self._facet("source", "VolumeFacet", volumeID=of.get("uuid")),
            self._facet(
                "source",
                "DiskPartitionFacet",
                mountPoint=of.get("mountPoint"),
                partitionID=of.get("device"),
                totalSpace=_integer(of.get("totalBytes")),
                spaceUsed=_integer(of.get("usedBytes")),
            ),
        ]
        kind = "StorageMedium" if {"model", "serial"} & of.keys() else "Volume"
        name = of.get("label") or of.get("model") or of.get("device") or of["path"]
        notes = [f"read from {of['path']} ({of['kind']})", *map(show, source.get("notes", ()))]
        return self._of("source", f"observable:{kind}", name) | {
            "core:description": notes,
            "core:hasFacet": [one for one in facets if one],
        }

    def _report(self) -> Node:
        listed = len(self._predicate["findings"]["listed"])
        signer, found = self._predicate["signer"], self._predicate["findings"]["files"]
        words = [
            f"Signed by key {show(signer['keyId'])} ({show(signer['origin'])})",
            f"{listed} of {found} files with findings are listed here; the manifest has all files",
        ]
        names = [STATEMENT, self._predicate["manifest"]["file"]]
        results = [*names, *(f"result {number}" for number in range(listed))]
        results += [f"collection {number}" for number in range(len(self._collections))]
        return self._of("report", "investigation:ProvenanceRecord", "signed report") | {
            "core:description": words,
            "core:object": [self._ref(one) for one in results],
        }

    def _report_files(self) -> Iterator[Node]:
        digests = {STATEMENT: {"sha256": self._record.sha256}}
        digests |= {one["name"]: one["digest"] for one in self._record.statement["subject"]}
        for name in (STATEMENT, self._predicate["manifest"]["file"]):
            facets = [
                self._facet(name, "FileFacet", fileName=show(name)),
                self._facet(name, "ContentDataFacet", hash=self._hashes(name, digests[name])),
            ]
            yield self._of(name, "observable:File", show(name)) | {"core:hasFacet": facets}

    def _found(self, number: int, file: dict[str, Any]) -> Iterator[Node]:
        path, key = raw_name(file), f"file {number}"
        size = _integer(file["size"])
        facets = [
            self._facet(
                key,
                "FileFacet",
                fileName=show(path.rpartition(b"/")[2]),
                filePath=show(path),
                sizeInBytes=size,
            ),
            self._facet(
                key, "ContentDataFacet", sizeInBytes=size, hash=self._hashes(key, file) or None
            ),
        ]
        yield self._of(key, "observable:File", show(path)) | {"core:hasFacet": facets}
        yield self._of(f"place {number}", "observable:ObservableRelationship", None) | {
            "core:source": self._ref(key),
            "core:target": self._ref("source"),
            "core:kindOfRelationship": "Contained_Within",
            "core:isDirectional": True,
        }
        yield self._result(number, file)

    def _result(self, number: int, file: dict[str, Any]) -> Node:
        key = f"result {number}"
        classes, words = [], []
        for finding in file["findings"]:
            title = self._titles.get(finding["format"], show(finding["format"]))
            classes.append(title)
            words.append(f"{title}. {certainty(finding)}")
            words += map(show, brief(finding["facts"]))
            words += [
                f"At byte {int(piece['offset'])}: {show(piece['meaning'])}: {show(piece['hex'])}"
                for piece in finding["evidence"]
            ]
        return self._of(key, "analysis:AnalyticResult", show(raw_name(file))) | {
            "core:description": words,
            "core:hasFacet": [self._classified(key, classes)],
            "analysis:resultContent": self._ref(f"file {number}"),
        }

    def _together(self, number: int, line: CollectionLine) -> Node:
        """Files that belong together, in the words of page one."""
        key = f"collection {number}"
        places = [one.text for one in line.places]
        if places:
            places = [f"in {', '.join(places)}{line.more_places and f' {line.more_places}'}"]
        words = (line.state, line.missing, line.amounts, line.size, line.certainty, line.trouble)
        return self._of(key, "analysis:AnalyticResult", line.title) | {
            "core:description": [one for one in (*words, *places) if one],
            "core:hasFacet": [self._classified(key, [line.title])],
        }

    def _classified(self, key: str, classes: list[str]) -> Node:
        return {
            "@id": self._id(f"{key} facet"),
            "@type": "analysis:ArtifactClassificationResultFacet",
            "analysis:classification": [
                {
                    "@id": self._id(f"{key} class {nth}"),
                    "@type": "analysis:ArtifactClassification",
                    "analysis:class": one,
                }
                for nth, one in enumerate(classes)
            ],
        }

    def _hashes(self, key: str, digests: dict[str, Any]) -> list[Node]:
        return [
            {
                "@id": self._id(f"{key} {name}"),
                "@type": "types:Hash",
                "types:hashMethod": method,
                "types:hashValue": _typed("hexBinary", digests[name]),
            }
            for name, method in _METHODS.items()
            if name in digests
        ]

    def _facet(self, key: str, kind: str, **values: Any) -> Node | None:
        """A facet with those of `values` that are known; None where none is."""
        known = {f"observable:{name}": one for name, one in values.items() if one is not None}
        node = {"@id": self._id(f"{key} {kind}"), "@type": f"observable:{kind}"}
        return node | known if known else None

    def _of(self, key: str, kind: str, name: str | None) -> Node:
        return {"@id": self._id(key), "@type": kind} | ({"core:name": name} if name else {})

    def _ref(self, key: str) -> Node:
        return {"@id": self._id(key)}

    def _id(self, key: str) -> str:
        return f"kb:{uuid.uuid5(self._space, key)}"


def _typed(kind: str, value: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": value}


def _is_told(value: Any) -> bool:
    """Whether a fact of the source is there; sources say in words where it is not."""
    return isinstance(value, str) and bool(value) and not value.startswith("not available")


def _integer(value: str | None) -> Node | None:
    return None if value is None else _typed("integer", str(int(value)))


EXPORT = Export("case", "CASE 1.5 (UCO) as JSON-LD: findings, exhibit, action, tool", write)
