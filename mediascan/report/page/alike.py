"""Collections that a reader would call the same thing in several folders, made one for the page."""

from collections.abc import Iterable, Mapping
from typing import Any

from mediascan.report.page.quantities import whole

_PLACES = 3

Data = Mapping[str, Any]


def merged(some: Iterable[Data]) -> list[dict[str, Any]]:
    """`some` in their order, those alike added to the first; `sets` says how many one stands for.

    What lacks a member or contradicts itself stays as it is: an officer acts on each.
    """
    made: list[dict[str, Any]] = []
    first: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in some:
        key = _key(one)
        if key and key in first:
            _add(first[key], one)
        else:
            made.append({**one, "sets": 1})
            if key:
                first[key] = made[-1]
    return made


def _key(one: Data) -> tuple[str, ...]:
    numbers = one.get("numbers", {})
    alone = numbers.get("missing") or one.get("conflicts") or one.get("copies")
    if alone or one.get("disagreeing") or not one.get("name"):
        return ()
    words = (*one.get("shapes", ()), *one.get("formats", ()), *one.get("corpora", ()))
    return (one["kind"], one["name"], one.get("label", ""), one["confidence"], *map(str, words))


def _add(sum_: dict[str, Any], one: Data) -> None:
    sum_["sets"] += 1
    sum_["members"] = whole(sum_["members"]) + whole(one["members"])
    sum_["bytes"] = str(whole(sum_["bytes"]) + whole(one["bytes"]))
    sum_["folders"] = whole(sum_.get("folders")) + whole(one.get("folders"))
    sum_["places"] = [*sum_["places"], *one.get("places", ())][:_PLACES]
    for part in ("exact", "estimated"):
        before, more = sum_.get(part, {}), one.get(part, {})
        sum_[part] = {
            key: {"total": str(_total(before, key) + _total(more, key))}
            for key in sorted({*before, *more})
        }
    before, more = sum_.get("whole", {}), one.get("whole", {})
    sum_["whole"] = {
        key: str(whole(before.get(key)) + whole(more.get(key))) for key in sorted({*before, *more})
    }
    _add_numbers(sum_, one)
    if "content" in sum_ or "content" in one:
        sum_["content"] = _content(sum_.get("content", ()), one.get("content", ()))
        sum_["classes"] = whole(sum_.get("classes")) + whole(one.get("classes"))


def _add_numbers(sum_: dict[str, Any], one: Data) -> None:
    numbers = dict(sum_.get("numbers", {}))
    more = one.get("numbers", {})
    if numbers.get("expected") and more.get("expected"):
        numbers["expected"] = whole(numbers["expected"]) + whole(more["expected"])
    else:
        numbers.pop("expected", None)
    sum_["numbers"] = numbers


def _total(amounts: Data, key: str) -> int:
    return whole(amounts.get(key, {}).get("total"))


def _content(left: Iterable[Data], right: Iterable[Data]) -> list[dict[str, Any]]:
    counted: dict[str, list[int]] = {}
    for part in (*left, *right):
        kept = counted.setdefault(part["class"], [0, 0])
        kept[0] += whole(part["files"])
        kept[1] += whole(part["bytes"])
    return [
        {"class": name, "files": files, "bytes": str(size)}
        for name, (files, size) in sorted(counted.items(), key=lambda one: (-one[1][0], one[0]))
    ]
