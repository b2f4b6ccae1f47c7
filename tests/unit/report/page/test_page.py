"""What a reader is told about an inspection, and what follows from odd input."""

import pytest

from mediascan.report.page.build import page_of
from mediascan.report.page.findings import fact_rows
from mediascan.report.page.found import LINES, found_lines, found_note
from mediascan.report.page.names import name_of, text_of
from tests.conformance.predicates import clear, finding, hold, hostile, large, listed


def texts(predicate):
    return [line.text for line in found_lines(predicate)]


def test_what_was_found_is_told_in_plain_words():
    assert texts(hold()) == [
        (
            "1 training checkpoint with optimizer state: 124 M parameters, architecture gpt2, "
            "step 61,000"
        ),
        "1 encrypted file or volume: cipher aes-xts-plain64",
        (
            "1 file that is not what its name says: claims to be QuickTime video, is LUKS "
            "encrypted volume"
        ),
        "28 files of model weights: 69.6 B parameters in all",
        "1 file of training data: 1.20 M rows, shaped as pretraining text",
    ]
    assert found_note(hold()["findings"]).startswith("These lines are about the 31 most severe")


def test_never_more_than_nine_lines():
    predicate = hold()
    plain = ("checkpoint", "dataset", "container", "encrypted", "concealment", "config", "new")
    told = (
        ("checkpoint", {"optimizer_state": True}),
        ("checkpoint", {"quantization": "Q4_K"}),
        ("dataset", {"training_shape": "chat"}),
    )
    files = [
        listed("any.bin", 1, "unknown", finding("x", kind, "MAGIC", facts))
        for kind, facts in (*((kind, {}) for kind in plain), *told)
    ]
    predicate["findings"] = {"files": len(files), "listed": files}
    assert len(texts(predicate)) == LINES
    assert texts(predicate)[-1] == "2 other findings, listed below"
    assert not found_note(predicate["findings"])


def test_a_file_that_is_cut_short_is_said_to_be():
    predicate = clear()
    files = [
        listed("a", 10, "model", finding("x", "checkpoint", "PARSED", {"missing_bytes": missing}))
        for missing in (5, 0)
    ]
    predicate["findings"] = {"files": 2, "listed": files}
    assert texts(predicate) == ["2 files of model weights: 1 of them cut short"]
    predicate["findings"]["listed"] = files[:1]
    assert texts(predicate) == ["1 file of model weights: cut short"]


def test_an_empty_drive_has_nothing_to_tell():
    page = page_of(clear())
    assert page.coverage == "No files to read; nothing left out"
    assert [line.text for line in page.found] == ["There are no files."]
    assert page.coverage_permille == 1000
    assert not page.unread
    assert page.title == "/media/exhibit-9"


def test_what_was_not_looked_into_or_recognised_is_said():
    predicate = clear()
    predicate["coverage"] |= {"files": 3, "bytes": "30", "bytesRead": "30"}
    predicate["coverage"] |= {"unopenedFiles": 1, "unopenedBytes": "9"}
    predicate["coverage"] |= {"unknownFiles": 2, "unknownBytes": "11"}
    page = page_of(predicate)
    assert page.coverage == (
        "100 % of 30 bytes read; 1 file not looked into; 2 files not recognised"
    )
    assert page.unread_note.endswith("not all of it could be judged.")
    assert [row.value for row in page.unread] == ["9 bytes in 1 file", "11 bytes in 2 files"]


def test_files_without_findings_are_said_to_be_looked_at():
    predicate = clear()
    predicate["coverage"] |= {"files": 3, "bytes": "30", "bytesRead": "30"}
    line = found_lines(predicate)[0]
    assert line.text.startswith("No model weights")
    assert line.detail == "3 files looked at"


@pytest.mark.parametrize(
    ("change", "line", "bar"),
    [
        ({"bytes": "0", "bytesRead": "0"}, "Every file is empty; nothing left out", 1000),
        (
            {"bytes": "100000", "bytesRead": "99999", "unreadableFiles": 1, "complete": False},
            "99.99 % of 100 kB read; 1 file unreadable",
            990,
        ),
        (
            {"bytes": "0", "bytesRead": "0", "unreadableFolders": 2, "complete": False},
            "Every file is empty; 2 folders unreadable",
            0,
        ),
        (
            {"bytes": "4", "bytesRead": "1", "complete": False},
            "25.00 % of 4 bytes read; the examination is not complete",
            250,
        ),
    ],
)
def test_coverage_never_looks_whole_where_something_is_missing(change, line, bar):
    predicate = clear()
    predicate["coverage"] |= {"files": 2} | change
    page = page_of(predicate)
    assert page.coverage == line
    assert page.coverage_permille == bar


def test_shares_count_every_byte_once():
    page = page_of(hold())
    assert [share.label for share in page.content][:2] == ["Model weights", "Datasets"]
    assert page.content[0].part == "52.27 %"
    assert page.formats[0].certainty.startswith("28 confirmed by another file, 4 every byte")


def test_the_ladder_has_every_step_the_surest_first():
    rungs = page_of(hold()).ladder
    assert [rung.count for rung in rungs] == [28, 8202, 15, 2, 0, 0]
    assert rungs[1].permille == 1000


def test_evidence_is_dumped_as_hexdump_does():
    piece = page_of(hold()).files[0].findings[0].evidence[0]
    offset, digits, seen = piece.dump[0]
    assert offset == "00000000"
    assert digits == "a8 00 00 00 00 00 00 00  7b 22 6f 70 74 69 6d 69"
    assert seen == '........{"optimi'
    assert {len(line[1]) for line in piece.dump} == {48}


def test_facts_have_units_and_long_lists_are_cut():
    rows = {row.label: row for row in page_of(hold()).files[0].findings[0].facts}
    assert rows["Declared bytes"].value == "1.49 GB (1,493,277,688 bytes)"
    assert rows["Tensors"].items[0] == "h.0.attn.weight F32 768 \u00d7 2,304"
    assert rows["Tensors"].items[-1] == "and 6 more in the statement"
    assert rows["Optimizer state"].value == "yes"


def test_odd_facts_are_shown_as_they_are():
    rows = fact_rows({"zzz": [1, {"a": [True, None]}], "tensors": ["x"], "shape": [2, 3], "no": []})
    assert [(row.label, row.value) for row in rows] == [
        ("Tensors", "x"),
        ("Shape", "2 \u00d7 3"),
        ("Zzz", "1, a: yes, None"),
    ]


def test_evidence_that_is_no_hexadecimal_is_left_out():
    predicate = hold()
    predicate["findings"]["listed"][0]["findings"][0]["evidence"][0]["hex"] = "zz"
    assert page_of(predicate).files[0].findings[0].evidence[0].dump == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a/b", "a/b"),
        ({"path": "a\n"}, "a\\u{a}"),
        ({"path": "\ufffd", "pathB64": "/w=="}, "\\xff"),
        ({"path": "\ufffd", "pathB64": "not base64!"}, "\ufffd"),
        ({"path": ""}, "(no name)"),
        ({}, "(no name)"),
    ],
)
def test_names_are_safe_and_lossless(value, text):
    assert name_of(value).text == text


def test_names_that_a_display_reorders_are_spelled_out():
    assert name_of("\u05d0/1").ascii == "\\u{5d0}/1"
    assert not name_of("\u8a13/1").ascii
    assert text_of(7) == "7"


def test_sessions_are_told_only_where_there_were_several():
    assert not [row for row in page_of(clear()).operator.rows if row.label.startswith("Session")]
    rows = page_of(hold()).operator.rows
    assert [row.value for row in rows if row.label == "Session 1"] == [
        "2026-11-24 03:21:48 UTC to 2026-11-24 09:02:11 UTC, killed"
    ]
    predicate = clear()
    predicate["times"]["sessions"][0] |= {"ended": None, "outcome": "killed"}
    rows = page_of(predicate).operator.rows
    assert rows[-1].value.endswith("to an unknown time, killed")


def test_device_rows_show_what_a_source_adds():
    predicate = clear()
    predicate["source"] |= {"serialNumber": "WD-1", "readOnly": False, "mountOptions": []}
    rows = {row.label: row.value for row in page_of(predicate).device.rows}
    assert rows["Serial number"] == "WD-1"
    assert rows["Mounted read-only"] == "no"
    assert rows["Mount options"] == "none"


def test_the_largest_report_still_makes_a_page():
    page = page_of(large())
    assert len(page.files) == 200
    assert page_of(hostile()).fault_total == 10_000


def test_a_predicate_that_lacks_a_part_is_a_key_error():
    predicate = clear()
    del predicate["coverage"]
    with pytest.raises(KeyError):
        page_of(predicate)
