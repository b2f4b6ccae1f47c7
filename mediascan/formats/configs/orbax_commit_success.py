"""Orbax `commit_success.txt`: says that a JAX checkpoint was finished, and in which folder."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_START = b"Checkpoint commit was successful to "
_LONGEST = 1 << 16  # of a path


def examine(window: Window) -> Finding | None:
    if window.size > len(_START) + _LONGEST:
        return None
    text = window.read(0, window.size)[len(_START) :]
    try:
        path = text.decode("utf-8").strip()
    except UnicodeDecodeError as bad:
        raise Malformed("the path is not UTF-8") from bad
    facts = Facts(framework="Orbax")
    traces = Traces()
    traces.add(path, "checkpoint")
    traces.say(facts)
    facts.setdefault("paths", [path])
    return Finding(
        "orbax_commit_success",
        Kind.CONFIG,
        Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "what Orbax writes when it has finished"),),
    )


FORMAT = Format(
    id="orbax_commit_success",
    title="Orbax mark of a finished checkpoint",
    kind=Kind.CONFIG,
    reference="https://orbax.readthedocs.io/en/latest/guides/checkpoint/checkpoint_format.html",
    examine=examine,
    signatures=(Signature(_START),),
)
