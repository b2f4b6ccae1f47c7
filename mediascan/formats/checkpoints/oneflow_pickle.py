"""OneFlow checkpoint as oneflow.save pickles it: one file, or `pickled_data` inside a folder.

A dictionary of protocol_version, data and, in one file, the key `__oneflow__`. Beside
`pickled_data` each tensor has a folder of its own, which its state names.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.graph import places
from mediascan.reading.pickles.mappings import class_of, key_text, pairs_of, table_of
from mediascan.reading.pickles.scalars import plain_text
from mediascan.reading.torch.plain_pickles import open_pickles, opened_facts, opened_finding
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    opened = open_pickles(window)
    if opened is None:
        return None
    table = table_of(opened.root)
    if "protocol_version" not in table or not {"data", "__oneflow__"} & table.keys():
        return None
    facts = opened_facts(opened)
    facts["framework"] = "OneFlow"
    facts["version"] = plain_text(table["protocol_version"])
    facts["root_keys"] = [
        key_text(key) for key in pairs_of(table.get("data"))[: 2 * LIST_LENGTH : 2]
    ]
    outside: list[str] = []
    for place in places(opened.root, window.check_time):
        if class_of(place.value).startswith("oneflow.") and len(outside) < LIST_LENGTH:
            folder = table_of(place.value).get("path")
            outside += [folder] if isinstance(folder, str) else []
    if outside:
        facts["members"] = outside
    return opened_finding("oneflow_pickle", Kind.CHECKPOINT, opened, facts)


FORMAT = Format(
    id="oneflow_pickle",
    title="OneFlow checkpoint (pickle)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/Oneflow-Inc/oneflow/blob/master/python/oneflow/framework/check_point_v2.py",
    examine=examine,
    refines="pickle",
    inside=frozenset({"oneflow"}),
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
