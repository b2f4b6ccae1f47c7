"""`lite_finding`: a TensorFlow Lite model, or one in Circle's form, that is a file of its own.

Behind it may stand the numbers of a model larger than 2 GiB, to which its buffers point, or a ZIP
archive with labels and vocabularies.
"""

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.tensorflow.lite_model import LiteModel
from mediascan.reading.tensorflow.lite_report import lite_facts
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import END, members, read_directory

_PADDING = 64  # zero bytes behind the last buffer: what lies outside is aligned to that
_UNREAD = 1 << 14  # bytes of options of operators, which are not read, that may stand last
_ROOT = 1 << 20  # bytes within which the root table stands


def lite_finding(format_id: str, window: Window, model: LiteModel) -> Finding | None:
    """The finding of the file that `model`, which was not read yet, stands in."""
    if not 8 <= window.cursor().number("I") < _ROOT:
        return None
    faults: list[Fault] = []
    try:
        model.read()
    except InputFault as stopped:
        faults.append(fault_of(stopped, "the model was not read to its end: "))
    whole = not faults
    facts = lite_facts(window, model, whole=whole)
    faults += [Fault(FaultKind.MALFORMED, text) for text in model.wrong]
    if model.end > window.size:
        facts["missing_bytes"] = model.end - window.size
        text = f"{model.end - window.size} bytes of the buffers are missing"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    _add_files(window, facts)
    behind = window.size - model.end
    if whole and behind > _UNREAD and "members" not in facts:
        facts["trailing_bytes"] = behind
        faults.append(Fault(FaultKind.MALFORMED, f"{behind} bytes behind the model"))
    filled = 0 <= behind <= _PADDING and not any(window.upto(model.end, behind))
    known = model.operator_count or model.tensors.count
    return Finding(
        format_id,
        Kind.CHECKPOINT,
        Confidence.CONSISTENT
        if whole and filled and not faults
        else Confidence.PARSED
        if known
        else Confidence.MAGIC,
        facts,
        (window.evidence(0, 32, "offset of the root table and identifier"),),
        tuple(faults),
    )


def _add_files(window: Window, facts: Facts) -> None:
    """Names of the files that are packed behind the model."""
    if not window.has(END, -22):
        return
    try:
        directory = read_directory(window)
        if directory is None:
            return
        names = [one.name for one in members(window, directory)]
    except InputFault:
        return
    facts["member_count"] = len(names)
    facts["members"] = names[:LIST_LENGTH]
