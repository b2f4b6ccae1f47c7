"""Qualcomm deep learning container (.dlc): a ZIP of FlatBuffers.

Members `model` (NETD, the graph), `model.params` (NETP or NR64, the weights), `dlc.metadata`
(text), `model.cache.*` (compiled parts). Version 2 puts `D5 0A`, u16 major, u16 minor, 2 bytes
before each.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import Member, head, members, read_directory

_IDENTIFIERS = {b"NETD", b"NETP", b"NR64"}
_WRAPPED = b"\xd5\x0a"
_MOST = 64  # members of a container
_NOTES = 4096  # bytes of its metadata


def examine(window: Window) -> Finding | None:
    directory = read_directory(window)
    if directory is None:
        return None
    found: dict[str, Member] = {}
    for member, _ in zip(members(window, directory), range(_MOST), strict=False):
        found[member.name] = member
    if not {"model", "dlc.metadata"} & found.keys() or not {"model", "model.params"} & found.keys():
        return None
    identifiers = {name: _identifier(window, one) for name, one in found.items()}
    if not any(identifiers.values()):
        return None
    facts = Facts(target="Qualcomm Snapdragon", members=list(found)[:LIST_LENGTH])
    facts["member_count"] = len(found)
    if params := found.get("model.params"):
        facts["declared_bytes"] = params.size
    faults: list[Fault] = []
    if notes := found.get("dlc.metadata"):
        try:
            _say_notes(facts, head(window, notes, _NOTES))
        except InputFault as bad:
            faults.append(fault_of(bad))
    return Finding(
        "qualcomm_dlc",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "first member"),),
        tuple(faults),
    )


def _identifier(window: Window, member: Member) -> bool:
    """Whether a member begins as the FlatBuffers of a container do."""
    try:
        start = head(window, member, 16)
    except InputFault:
        return False
    return start[4:8] in _IDENTIFIERS or start.startswith(_WRAPPED)


def _say_notes(facts: Facts, data: bytes) -> None:
    """Lines of key=value: converter's command, model's version, copyright."""
    metadata = {}
    traces = Traces()
    for line in data.decode("utf-8", "backslashreplace").splitlines()[:LIST_LENGTH]:
        key, _, value = line.partition("=")
        if value:
            metadata[key[:TEXT_LENGTH]] = value[:TEXT_LENGTH]
            traces.add(value[:TEXT_LENGTH], key)
    if metadata:
        facts["metadata"] = metadata
    traces.say(facts)


FORMAT = Format(
    id="qualcomm_dlc",
    title="Qualcomm deep learning container",
    kind=Kind.CHECKPOINT,
    reference="https://docs.qualcomm.com/bundle/publicresource/topics/80-63442-2/overview.html",
    examine=examine,
    suffixes=(".dlc",),
    refines="zip",
)
