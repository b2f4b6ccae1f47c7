"""What a statement says of a medium: stored digests, and volumes that look random."""

from types import SimpleNamespace

import pytest

from mediascan.model.source import EntryKind
from mediascan.model.verdict import Total
from mediascan.report.exhibit import UNIFORM, Exhibit

MD5 = "8574bd3cccf231ff6511c65dc191754d"
TOTALS = {name: Total(0, 0, ()) for name in ("unread", "unknown", "unopened")}


def exhibit(stored):
    volume = {"name": "p1", "offset": "1000", "sizeBytes": "5000", "states": [], "faults": []}
    facts = {
        "size": 10_000,
        "medium": {"storedDigests": stored},
        "volumes": [volume],
        "selftest": {},
    }
    return Exhibit(facts)


def row(kind, path=b".", *, size=10_000, content=None):
    return SimpleNamespace(kind=kind, path=path, size=size, read=size, content=content, unread=0)


@pytest.mark.parametrize(
    ("made", "result", "broken"),
    [({"md5": MD5}, "equal", 0), ({"md5": "0" * 32}, "differs", 1), ({}, "not compared", 0)],
)
def test_a_stored_digest_is_compared_with_that_of_the_bytes(made, result, broken):
    seen = exhibit({"md5": MD5.upper()})
    seen.add(row(EntryKind.MEDIUM), made)
    data = seen.as_data()
    assert [one["result"] for one in data["storedDigests"]] == [result]
    assert len(data["faults"]) == broken
    assert seen.totals(TOTALS)["unread"].count == broken


@pytest.mark.parametrize(
    ("classes", "looks"),
    [(["uniform"], True), (["uniform", "remains"], False), (["constant"], False)],
)
def test_a_volume_looks_random_where_every_run_of_it_does(classes, looks):
    seen = exhibit({})
    for at, name in enumerate(classes):
        path = b"unattributed/%020d" % (1000 + at)
        seen.add(row(EntryKind.SPACE, path, size=100, content=name), {})
    volume = seen.as_data()["volumes"][0]
    assert volume.get("looksRandom", False) == looks
    assert (volume.get("notRead") == UNIFORM) == looks
