"""`sample_parts`: the first samples of a WebDataset shard, out of the members that are texts.

Of texts and JSON all is read up to a bound, of pictures, sound and films the first bytes.
"""

from typing import Any

from mediascan.model.errors import InputFault
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.nature.sample import Sample
from mediascan.reading.tars.headers import Member, Walk, members
from mediascan.reading.window import Window

_MEMBERS = 512
_TEXT = 1 << 16  # bytes of a text
_START = 64  # of other members
_TEXTS = frozenset(("txt", "text", "caption", "transcript", "cap", "md", "html", "srt", "vtt"))


def sample_parts(window: Window) -> Sample:
    """The first samples; a JSON part's keys stand beside the parts."""
    sample, record, key = Sample(), dict[str, Any](), ""
    try:
        for number, member in enumerate(members(window, Walk())):
            if number >= _MEMBERS:
                return sample  # the last one may not be whole
            name, part = _split(member.name)
            if not member.is_file or not part:
                continue
            if name != key and record:
                sample.add(record)
                record = {}
            key = name
            record = {**_value(window, member, part), **record}
    except InputFault:
        pass  # the walk over all members tells
    if record:
        sample.add(record)
    return sample


def _split(name: str) -> tuple[str, str]:
    start = name.rfind("/") + 1
    dot = name.find(".", start)
    return (name[:dot], name[dot + 1 :].lower()) if dot > start else (name, "")


def _value(window: Window, member: Member, part: str) -> dict[str, Any]:
    kind = part.rpartition(".")[2]
    if kind in _TEXTS:
        data = window.upto(member.data, min(member.size, _TEXT))
        return {part: data.decode("utf-8", "replace")}
    if kind == "json" and member.size <= _TEXT:
        try:
            return parse_object(window.read(member.data, member.size), lenient=True)
        except InputFault:
            return {}
    return {part: window.upto(member.data, min(member.size, _START))}
