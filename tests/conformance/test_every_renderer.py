"""Every rendering of every example: no hostile text arrives raw, equal input gives equal bytes."""

import json
import re
import unicodedata
from html.parser import HTMLParser

import pytest
import rfc8785
from markdown_it import MarkdownIt

from mediascan.model.discover import constants
from mediascan.report import renderers
from mediascan.report.renderers.base import Renderer
from mediascan.report.renderers.terminal import summary_lines
from tests.conformance.predicates import EXAMPLES, HOSTILE, hostile

RENDERERS = {one.id: one for one in constants(renderers, "RENDERER", Renderer).values()}
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def terminal(predicate):
    return "\n".join(text for _, text in summary_lines(predicate)).encode()


RENDER = {**{key: one.render for key, one in RENDERERS.items()}, "terminal": terminal}


def test_the_renderers_of_a_report_folder_are_these():
    assert {one.suffix for one in RENDERERS.values()} >= {".html", ".md"}
    assert len({one.suffix for one in RENDERERS.values()}) == len(RENDERERS)


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("renderer", RENDER)
def test_the_same_predicate_gives_the_same_bytes_in_any_order_of_keys(renderer, example):
    predicate = EXAMPLES[example]()
    as_read_back = json.loads(rfc8785.dumps(predicate))
    assert RENDER[renderer](predicate) == RENDER[renderer](as_read_back)


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("renderer", RENDER)
def test_no_control_or_hidden_character_arrives(renderer, example):
    text = RENDER[renderer](EXAMPLES[example]()).decode("utf-8")
    found = {c for c in text if unicodedata.category(c) in HIDDEN and c != "\n"}
    assert not found


@pytest.mark.parametrize("renderer", RENDER)
def test_a_newline_in_a_name_makes_no_new_line(renderer):
    lines = RENDER[renderer](hostile()).decode("utf-8").splitlines()
    assert not [line for line in lines if line.startswith(("line two", "# heading", "="))]
    assert renderer == "terminal" or any("line one\\" in line for line in lines)


@pytest.mark.parametrize("renderer", RENDER)
def test_bytes_that_are_not_utf8_are_told_apart(renderer):
    text = RENDER[renderer](hostile()).decode("utf-8").replace("\\\\", "\\")
    assert "\\xff\\xfe\\x80invalid\\x9b31m" in text or renderer == "terminal"
    assert "\ufffd" not in text


@pytest.mark.parametrize("renderer", RENDER)
def test_outcome_and_coverage_stand_at_the_top(renderer):
    text = RENDER[renderer](EXAMPLES["hold"]()).decode("utf-8")
    assert text.index("HOLD") < text.index("99.97 % of 18.0 TB read") < text.index("What was found")


class Page(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self):
        super().__init__()
        self.tags = set()
        self.attributes = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("example", EXAMPLES)
def test_html_has_no_script_no_link_and_nothing_from_the_network(example):
    data = RENDERERS["html"].render(EXAMPLES[example]()).decode("utf-8")
    page = Page()
    page.feed(data)
    assert not page.tags & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "a",
        "link",
        "base",
        "form",
    }
    assert not [key for key, _ in page.attributes if key.startswith("on") or key in {"src", "href"}]
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert ("content", policy) in page.attributes
    assert data.count("<style>") == 1
    style = data.partition("<style>")[2].partition("</style>")[0]
    assert "@import" not in style
    assert re.findall(r"url\(([^)]*)\)", style) in ([], ["#hatch"])


def test_html_shows_markup_in_names_as_text():
    page = Page()
    page.feed(RENDERERS["html"].render(hostile()).decode("utf-8"))
    text = "".join(page.text)
    assert "<script>alert(1)</script>" in text
    assert "{{ 7 * 7 }}{% raw %}" in text
    assert "nnnn" * 60 in text


def test_html_isolates_names_and_spells_out_what_a_display_reorders():
    data = RENDERERS["html"].render(hostile()).decode("utf-8")
    arabic = HOSTILE[15]
    assert f'<bdi class="name" dir="ltr">{arabic}</bdi><span class="ascii">\\u{{646}}' in data


def test_markdown_shows_markup_in_names_as_text():
    """As a reader of GitHub's Markdown with raw HTML allowed would show it."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = reader.parse(RENDERERS["markdown"].render(hostile()).decode("utf-8"))
    inline = [one for token in tokens for one in token.children or ()]
    types = {one.type for one in [*tokens, *inline]}
    assert not types & {"html_block", "html_inline", "link_open", "image", "code_inline", "s_open"}
    text = "\n".join(one.content for one in inline if one.type == "text")
    for one in ("<script>alert(1)</script>", "a|b|c `code` **bold** _it_ ~~no~~ [link](https://"):
        assert one in text


def test_markdown_tables_keep_their_columns():
    reader = MarkdownIt("commonmark").enable("table")
    tokens = reader.parse(RENDERERS["markdown"].render(hostile()).decode("utf-8"))
    widths, row = [], 0
    for token in tokens:
        if token.type == "table_open":
            widths.append(set())
        elif token.type == "tr_open":
            row = 0
        elif token.type in {"td_open", "th_open"}:
            row += 1
        elif token.type == "tr_close":
            widths[-1].add(row)
    assert widths
    assert all(len(one) == 1 for one in widths)


def test_markdown_has_no_address_that_turns_into_a_link():
    text = RENDERERS["markdown"].render(hostile()).decode("utf-8")
    prose = [line for line in text.splitlines() if not line.startswith("    ")]
    assert not re.search(r"https?://|(?i:www)\.|[^\\]@", "\n".join(prose))


def test_terminal_lines_are_single_lines_with_known_styles():
    for example in EXAMPLES.values():
        for style, text in summary_lines(example()):
            assert "\n" not in text
            assert style in {"title", "heading", "strong", "plain", "quiet"} or re.fullmatch(
                r"outcome\.(clear|refer|hold|inconclusive)", style
            )
