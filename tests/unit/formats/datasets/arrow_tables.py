"""Tables of random schemas, for tests that compare our facts with pyarrow's own."""

import pyarrow as pa
from hypothesis import strategies as st

LEAVES = (
    pa.int8(), pa.uint16(), pa.int64(), pa.float32(), pa.float64(), pa.bool_(), pa.string(),
    pa.binary(), pa.large_string(), pa.date32(), pa.timestamp("us"), pa.timestamp("ms", tz="UTC"),
    pa.decimal128(12, 3), pa.binary(5),
)  # fmt: skip
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


def _wider(inner):
    members = st.dictionaries(NAMES, inner, min_size=1, max_size=3)
    return st.one_of(
        inner.map(pa.list_),
        inner.map(lambda kind: pa.map_(pa.string(), kind)),
        members.map(lambda some: pa.struct(list(some.items()))),
    )


KINDS = st.recursive(st.sampled_from(LEAVES), _wider, max_leaves=6)


@st.composite
def tables(draw):
    """A table of nulls: its schema and its size are what is looked at."""
    schema = draw(st.dictionaries(NAMES, KINDS, min_size=1, max_size=70))
    rows = draw(st.integers(0, 9))
    return pa.table({name: pa.nulls(rows, kind) for name, kind in schema.items()})


def shown(kind):
    """A type as `column_types` writes it."""
    if pa.types.is_map(kind):
        return f"map<{shown(kind.key_type)}, {shown(kind.item_type)}>"
    if pa.types.is_list(kind):
        return f"list<{shown(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'{one.name}: {shown(one.type)}' for one in kind)}>"
    return str(kind)
