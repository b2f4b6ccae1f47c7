"""Findings with their evidence: facts as rows, bytes as a hexadecimal dump."""

from collections.abc import Mapping
from typing import Any

from mediascan.model.facts import Facts
from mediascan.report.page.brief import brief
from mediascan.report.page.found import description, telling
from mediascan.report.page.names import name_of, text_of
from mediascan.report.page.nouns import EvidencePiece, FoundFile, FoundFinding, Row
from mediascan.report.page.quantities import exact_size, grouped, whole
from mediascan.report.page.words import FAULTS, LADDER, sentence_case, words_of

_LINE = 16  # bytes in one line of a dump
_ITEMS = 8  # items shown of one list of facts; the statement has more
_STACKED = frozenset({"tensors", "metadata", "members", "optimizer_evidence", "dangerous_imports"})
_DIGESTS = (("sha256", "SHA-256"), ("blake3", "BLAKE3"), ("md5", "MD5"), ("sha1", "SHA-1"))
_LABELS = {
    "dtypes": "Parameters by type",
    "dtype": "Type",
    "uuid": "UUID",
    "claimed": "Claims to be",
}


def found_files(predicate: Mapping[str, Any]) -> tuple[FoundFile, ...]:
    """Every listed file, in the order of the predicate."""
    titles = {one["format"]: text_of(one["title"]) for one in predicate["formats"]}
    return tuple(_file(one, titles) for one in predicate["findings"]["listed"])


def fact_rows(facts: Mapping[str, Any]) -> tuple[Row, ...]:
    """Facts in the order of the vocabulary, whatever the order of the keys is."""
    known = [key for key in Facts.__annotations__ if key in facts]
    order = [*known, *sorted(facts.keys() - Facts.__annotations__.keys())]
    return tuple(
        _fact_row(key, facts[key]) for key in order if facts[key] not in (None, "", [], {})
    )


def _fact_row(key: str, value: Any) -> Row:
    label = _LABELS.get(key) or sentence_case(text_of(words_of(key)))
    if key == "shape" or not isinstance(value, list | Mapping):
        return Row(label, _fact(key, value))
    items = tuple(_items(key, value))
    return Row(label, ", ".join(items), items=items, stacked=key in _STACKED)


def _file(file: Mapping[str, Any], titles: Mapping[str, str]) -> FoundFile:
    digests = [Row(title, text_of(file[key]), code=True) for key, title in _DIGESTS if key in file]
    return FoundFile(
        name=name_of(file),
        headline="; ".join(description(one) for one in telling(file["findings"])),
        size=exact_size(file.get("size")),
        digests=tuple(digests),
        findings=tuple(_finding(one, titles) for one in file["findings"]),
    )


def _finding(finding: Mapping[str, Any], titles: Mapping[str, str]) -> FoundFinding:
    certainty = LADDER.get(finding["confidence"])
    return FoundFinding(
        title=titles.get(finding["format"], text_of(finding["format"])),
        certainty=certainty[0] if certainty else text_of(finding["confidence"]),
        brief=brief(finding["facts"]),
        facts=fact_rows(finding["facts"]),
        evidence=tuple(_piece(one) for one in finding["evidence"]),
        faults=tuple(
            Row(FAULTS.get(one["kind"], text_of(one["kind"])), text_of(one["message"]))
            for one in finding.get("faults", ())
        ),
    )


def _piece(evidence: Mapping[str, Any]) -> EvidencePiece:
    start = whole(evidence["offset"])
    data = _bytes_of(evidence["hex"])
    return EvidencePiece(
        offset=f"byte {start:,}",
        meaning=sentence_case(text_of(evidence["meaning"])),
        dump=tuple(
            _dump_line(start + at, data[at : at + _LINE]) for at in range(0, len(data), _LINE)
        ),
    )


def _bytes_of(digits: Any) -> bytes:
    try:
        return bytes.fromhex(digits)
    except (TypeError, ValueError):
        return b""


def _dump_line(offset: int, data: bytes) -> tuple[str, str, str]:
    """(offset, hexadecimal, ASCII) as hexdump -C lays them out."""
    digits = f"{data[:8].hex(' '):<23}  {data[8:].hex(' '):<23}".rstrip()
    seen = "".join(chr(byte) if 0x20 <= byte <= 0x7E else "." for byte in data)
    return f"{offset:08x}", f"{digits:<48}", seen


def _fact(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key.endswith("_bytes"):
        return exact_size(value)
    if isinstance(value, int):
        return grouped(value)
    if isinstance(value, list | Mapping):
        return (" \u00d7 " if key == "shape" else ", ").join(_items("", value))
    if key.endswith("_count") and str(whole(value)) == value:
        return grouped(value)  # too large for a JSON number
    return text_of(value)


def _items(key: str, value: list[Any] | Mapping[str, Any]) -> list[str]:
    """The first items of a list or object, and how many more the statement has."""
    if isinstance(value, Mapping):
        ranked = sorted(value.items(), key=lambda one: (-whole(one[1]), one[0]))
        items = [f"{text_of(one)}: {_fact('', amount)}" for one, amount in ranked[:_ITEMS]]
    elif key == "tensors":
        items = [_tensor(one) for one in value[:_ITEMS]]
    else:
        items = [_fact("", one) for one in value[:_ITEMS]]
    left = len(value) - _ITEMS
    return [*items, f"and {left:,} more in the statement"] if left > 0 else items


def _tensor(tensor: Any) -> str:
    """One tensor of a sample: "wte.weight F32 50,257 x 768"."""
    if not isinstance(tensor, Mapping):
        return text_of(tensor)
    name, dtype = text_of(tensor.get("name", "")), text_of(tensor.get("dtype", ""))
    return " ".join(filter(None, [name, dtype, _fact("shape", tensor.get("shape", []))]))
