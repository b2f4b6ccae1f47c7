"""What is said of collections, in the words of an officer."""

from mediascan.report.page.alike import merged
from mediascan.report.page.collections import LINES, collection_lines, collections_note
from tests.conformance.predicates import clear, hold


def test_a_report_from_before_collections_has_no_lines():
    old = clear()
    old.pop("collections", None)
    assert collection_lines(old) == ()
    assert collections_note(old) == ""


def test_an_incomplete_crawl_is_one_sentence():
    crawl, pictures = collection_lines(hold())
    assert crawl.title == "Common Crawl CC-MAIN-2026-10: Web archive (warc_gzip), web pages"
    assert crawl.state == "38 of 60 segments"
    assert crawl.missing == "22 missing: 12, 13, 40-59 (the files say how many there are)"
    assert crawl.amounts == "about 40.0 billion tokens (estimated)"
    assert crawl.size == "1.20 TB"
    assert pictures.state == ("1,281,167 pictures in 1,000 class folders, 1 other file in between")


def tables(number, **more):
    return {
        "kind": "text-records",
        "title": "Records (JSON Lines)",
        "unit": ["file", "files"],
        "name": "p#.jsonl",
        "confidence": "PARSED",
        "members": 10,
        "bytes": "1000",
        "folders": 1,
        "places": [{"path": f"lines/{number:03}"}],
        "exact": {"samples": {"total": "50", "files": 10}},
        **more,
    }


def predicate(listed, others=0):
    return {
        "collections": {
            "total": len(listed) + others,
            "listed": listed,
            "others": {"collections": others, "members": others, "bytes": str(others)},
        }
    }


def test_sets_alike_are_one_line():
    (line,) = collection_lines(predicate([tables(n) for n in range(5)]))
    assert line.state == "5 sets: 50 files"
    assert (line.size, line.amounts) == ("5.00 kB", "250 samples")
    assert [one.text for one in line.places] == ["lines/000", "lines/001", "lines/002"]
    assert line.more_places == "2 other folders"


def test_a_set_that_lacks_something_keeps_its_line():
    lacking = {
        "seen": 10,
        "missing": 1,
        "missingRuns": [{"from": 4, "to": 4}],
        "more": False,
        "series": 1,
        "known": "gaps",
    }
    lines = collection_lines(predicate([tables(0), tables(1, numbers=lacking), tables(2)]))
    assert [line.state for line in lines] == ["2 sets: 20 files", "10 files of at least 11"]
    assert lines[1].missing == "missing 4 (gaps in the numbering)"


def test_merging_does_not_change_what_it_was_given():
    given = [tables(0), tables(1)]
    before = str(given)
    merged(given)
    assert str(given) == before


def test_more_than_fit_are_counted():
    listed = [tables(n, name=f"n{n}") for n in range(LINES + 3)]
    assert len(collection_lines(predicate(listed, 5))) == LINES
    assert collections_note(predicate(listed, 5)) == (
        "And 8 smaller collections of 3.00 kB; statement.json has more."
    )


def test_files_that_stand_alone_are_one_line():
    alone = [
        tables(n, loose=True, name="", members=2, shapes=[shape])
        for n, shape in enumerate(("chat", "preference", "chat"))
    ]
    (line,) = collection_lines(predicate(alone))
    assert (line.title, line.state) == ("Files of data that stand alone", "6 files")
    assert line.amounts == "chat 4, preference 2"
