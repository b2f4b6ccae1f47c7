"""What goes through the columns comes out again, and what makes no sense is refused."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediascan.model.errors import Malformed
from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity
from mediascan.sources.filesystems.base import Listed
from mediascan.sources.filesystems.columns import pack, unpack

NUMBER = st.integers(0, (1 << 63) - 1)
EXTENTS = st.lists(st.builds(Extent, NUMBER, st.none() | NUMBER, NUMBER), max_size=4).map(tuple)
LISTED = st.builds(
    Listed,
    st.binary(max_size=30).map(lambda one: one.replace(b"\0", b"-")),
    st.sampled_from(EntryKind),
    st.builds(Identity, NUMBER, st.integers(-(1 << 63) + 1, (1 << 63) - 1), NUMBER, NUMBER, NUMBER),
    EXTENTS,
    st.none() | st.binary(max_size=20),
    st.binary(max_size=9),
    st.booleans(),
    st.none() | st.binary(max_size=9),
    st.text(max_size=9),
)


@settings(max_examples=60)
@given(st.lists(LISTED, min_size=1, max_size=6))
def test_entries_come_out_as_they_went_in(entries):
    assert list(unpack(pack(entries))) == entries


def test_numbers_that_no_disk_has_are_cut():
    identity = Identity(1 << 64, -(1 << 70), 0, 0, 0)
    (one,) = unpack(pack([Listed(b"a", EntryKind.FILE, identity)]))
    assert one.identity.size == (1 << 63) - 1
    assert one.identity.mtime_ns == -(1 << 63) + 1


def test_damage_gives_entries_or_is_refused():
    extents = (Extent(0, 5, 9), Extent(9, None, 3))
    entries = [
        Listed(b"a/%d" % n, EntryKind.FILE, Identity(12, 1, 2, n, 9), extents, fault="x" * (n % 3))
        for n in range(9)
    ]
    whole, chance = pack(entries), random.Random(3)
    refused = 0
    for at in range(len(whole)):
        with pytest.raises(Malformed):
            unpack(whole[:at])
    for _ in range(2000):
        data = bytearray(whole)
        data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            for one in unpack(bytes(data)):
                assert isinstance(one.kind, EntryKind)
                assert all(part.length >= 0 for part in one.extents)
        except Malformed:
            refused += 1
    assert refused
