"""JSON files of Orbax: told apart by their first key, kept even where they are cut off."""

import re
from itertools import islice
from typing import Any

from mediascan.model.errors import InputFault, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window

_HEAD = 4096
_LOOKED = 1 << 18  # bytes looked at for names


def orbax_json(window: Window, first: str) -> dict[str, Any] | Fault | None:
    """The object that is all of `window`.

    None where `first`, a pattern, does not match its beginning; a `Fault` where it does and the
    rest cannot be read.
    """
    head = window.upto(0, _HEAD)
    if not re.match(first.encode(), head):
        return None
    try:
        return parse_object(window.read(0, window.size), lenient=True)
    except InputFault as bad:
        if not window.upto(window.size - 64, 64).rstrip().endswith(b"}"):
            return fault_of(Truncated("the text does not end as JSON does"))
        return fault_of(bad)


def unread(format_id: str, window: Window, fault: Fault, name: str = "") -> Finding:
    """The finding for a file that starts right and could not be read.

    `name` is a pattern whose only group is the name of an array, as the text has it.
    """
    facts = Facts(framework="Orbax")
    if name:
        text = window.upto(0, _LOOKED).decode("utf-8", "replace")
        some = islice(re.finditer(name, text), LIST_LENGTH)
        facts["tensors"] = [{"name": _dotted(match[1])} for match in some]
    evidence: tuple[Evidence, ...] = (window.evidence(0, 64, "start of the JSON"),)
    return Finding(
        format_id,
        Kind.CONFIG,
        Confidence.MAGIC,
        facts,
        evidence,
        (fault,),
    )


def _dotted(name: str) -> str:
    """A name that is written as a tuple, as those that are read whole are told."""
    return name.strip("'").replace("', '", ".")[:TEXT_LENGTH]
