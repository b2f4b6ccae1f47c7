"""Moved files are paired by content, and each is in one pair at the most."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mediascan.catalog.moves import COME, GONE, Moves

CONTENTS = st.lists(st.sampled_from([None, b"a", b"b", b"c"]), max_size=12)


@given(CONTENTS, CONTENTS)
def test_pairs_and_rest_are_all_entries(gone, come):
    moves = Moves(":memory:")
    for side, contents in ((GONE, gone), (COME, come)):
        for number, content in enumerate(contents):
            moves.add(side, b"%d %03d" % (side, number), content, "words")
    pairs = list(moves.pair())
    old, new = ([*moves.left(GONE)], [*moves.left(COME)])
    moves.close()
    of = {b"0 %03d" % n: c for n, c in enumerate(gone)}
    of |= {b"1 %03d" % n: c for n, c in enumerate(come)}
    assert all(of[one] == of[other] is not None for one, other, _ in pairs)
    assert [one for one, _, _ in pairs] == sorted(one for one, _, _ in pairs)
    assert len(pairs) == sum(((Counter(gone) & Counter(come)) - Counter({None: 99})).values())
    assert sorted([*(one for one, _, _ in pairs), *(path for path, _ in old)]) == sorted(
        path for path in of if path.startswith(b"0")
    )
    assert sorted([*(two for _, two, _ in pairs), *(path for path, _ in new)]) == sorted(
        path for path in of if path.startswith(b"1")
    )
