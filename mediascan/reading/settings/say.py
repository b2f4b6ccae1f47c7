"""`describe`: the finding of a format that is a JSON object or lines of YAML."""

from collections.abc import Iterable
from typing import Any

from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, Finding, Kind, Link
from mediascan.reading.settings.json_object import Settings
from mediascan.reading.settings.values import trace
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_REACH = 8192  # bytes searched for the words that told


def describe(
    format_id: str,
    window: Window,
    settings: Settings,
    facts: Facts,
    words: Iterable[bytes],
    links: tuple[Link, ...] = (),
) -> Finding:
    """The finding; what names people, machines and places in `settings` is added to `facts`."""
    if settings.trailing:
        facts["trailing_bytes"] = settings.trailing
    return described(
        format_id, window, facts, words, settings.values, tuple(settings.faults), links
    )


def described(  # noqa: PLR0913 - what a finding has
    format_id: str,
    window: Window,
    facts: Facts,
    words: Iterable[bytes],
    traced: Any,
    faults: tuple[Fault, ...] = (),
    links: tuple[Link, ...] = (),
    *,
    sure: bool = True,
) -> Finding:
    """The finding of a file that is understood to its last byte, if `sure` and without faults."""
    _add_traces(traced, facts)
    return Finding(
        format_id,
        Kind.CONFIG,
        Confidence.CONSISTENT if sure and not faults else Confidence.PARSED,
        facts,
        tuple(_evidence(window, words)),
        faults,
        links,
    )


def _shown(word: bytes) -> str:
    return word.decode("ascii", "replace").strip('\n": ').partition("\n")[0]


def _add_traces(traced: Any, facts: Facts) -> None:
    """Tell who and what is named, behind what the format itself knows of them."""
    found = Facts()
    trace(traced, Traces()).say(found)
    for key, value in found.items():
        known = facts.get(key)
        if isinstance(known, list) and isinstance(value, list):
            value = list(dict.fromkeys((*known, *value)))  # noqa: PLW2901 - the same, joined
        facts[key] = value  # type: ignore[literal-required] # a word of the same vocabulary


def _evidence(window: Window, words: Iterable[bytes]) -> list[Evidence]:
    """Where the words stand that told what it is; the start where they stand further behind."""
    head = b"\n" + window.upto(0, _REACH)  # words of lines begin with what ends the line before
    places = ((head.find(word) - (not word.startswith(b"\n")), word) for word in words)
    told = [
        window.evidence(at, 64, f"the key {_shown(word)}") for at, word in sorted(places) if at >= 0
    ]
    return told or [window.evidence(0, 64, "start of the file")]
