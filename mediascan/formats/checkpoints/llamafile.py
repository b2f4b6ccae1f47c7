"""llamafile: a program that holds its model. A portable executable with a ZIP behind it.

It starts as a Windows program and a shell script at once ("MZqFpD='", or "jartsr='" without the
former). The model is a GGUF, stored in the ZIP without compression; `.args` are its options.
"""

from itertools import islice

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.gguf.header import MAGIC, NEWEST, Header
from mediascan.reading.gguf.model import add_model
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import Member, head, members, packed_data, read_directory

_STARTS = (b"MZqFpD='", b"jartsr='", b"APEDBG='")
_MOST = 4096  # members looked at
_ARGUMENTS = ".args"


def examine(window: Window) -> Finding | None:
    if window.upto(0, 8) not in _STARTS:
        return None
    directory = read_directory(window)
    if directory is None:
        return None
    every = list(islice(members(window, directory), _MOST))
    models = [one for one in every if one.name.endswith(".gguf") and not one.method]
    if not models:
        return None
    facts = Facts(producer="llamafile", model_name=models[0].name)
    faults = _add_weights(window, models[0], facts)
    facts["members"] = [one.name for one in every[:LIST_LENGTH]]
    facts["member_count"] = directory.count
    facts["code_members"] = ["the file itself, which is a program"]
    for one in every:
        if one.name == _ARGUMENTS:
            _add_arguments(window, one, facts)
    return Finding(
        "llamafile",
        Kind.CHECKPOINT,
        Confidence.MAGIC if faults else Confidence.PARSED,
        facts,
        (
            window.evidence(0, 16, "start of a program for many systems"),
            window.evidence(directory.at, 22, "end of central directory record"),
        ),
        tuple(faults),
    )


def _add_weights(window: Window, member: Member, facts: Facts) -> list[Fault]:
    """What the header of the model inside says."""
    try:
        inside = packed_data(window, member)
        version = inside.cursor(4).number("I")
        if not inside.has(MAGIC, 0) or not 1 <= version <= NEWEST:
            raise Malformed("the model inside is no GGUF")
        header = Header(version, "<")
        header.read(inside)
    except InputFault as bad:
        return [fault_of(bad, f"{member.name}: ")]
    facts.update(header.fingerprint.facts())
    add_model(facts, header.values)
    facts["tensor_count"] = header.tensor_count
    facts["parameter_count"] = sum(header.parameters.values())
    facts["dtypes"] = header.parameters
    facts["tensors"] = header.tensors
    return []


def _add_arguments(window: Window, member: Member, facts: Facts) -> None:
    """The options that it starts with, one a line."""
    try:
        text = head(window, member, 4 * TEXT_LENGTH).decode("utf-8", "backslashreplace")
    except InputFault:
        return
    facts["metadata"] = {_ARGUMENTS: text[:TEXT_LENGTH]}
    traces = Traces()
    for line in text.splitlines()[:LIST_LENGTH]:
        traces.add(line, _ARGUMENTS)
    traces.say(facts)


FORMAT = Format(
    id="llamafile",
    title="llamafile: a program with its model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/mozilla-ai/llamafile/blob/main/docs/technical_details.md",
    examine=examine,
    refines="zip",
    suffixes=(".llamafile", ".exe"),
    limits=Limits(total=128 * MIB, count=1 << 18, seconds=20.0),
)
