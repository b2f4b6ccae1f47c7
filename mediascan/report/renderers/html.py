"""The report as one HTML file: no script, nothing from the network, readable on paper.

The layout is templates/report.html, the looks are templates/report.css. Every text is safe before
it comes here (`display.show`) and is escaped again by the template engine. Jinja2 has its door
here.
"""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mediascan.report.page import quantities
from mediascan.report.page.build import page_of
from mediascan.report.page.words import OUTCOMES
from mediascan.report.renderers.base import Renderer
from mediascan.report.renderers.chart import HEIGHT, WIDTH, boxes

_OPEN = 2  # files whose evidence is unfolded: the most severe
_DETAILED = 50  # files whose evidence is on the page
_PRINTED, _NAMED = 6, 40  # files on paper with evidence, and at all: report.css counts them too


def render(predicate: dict[str, Any]) -> bytes:
    """UTF-8 bytes of the page."""
    environment = Environment(
        loader=PackageLoader("mediascan.report.renderers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "grouped": quantities.grouped,
        "size": quantities.size,
        "plural": quantities.plural,
    }
    page = page_of(predicate)
    style = environment.get_template("report.css").render()
    return (
        environment.get_template("report.html")
        .render(
            page=page,
            style=Markup(style),  # noqa: S704 - our own style sheet, which takes no values
            boxes=boxes(page.content),
            chart_width=WIDTH,
            chart_height=HEIGHT,
            outcomes=OUTCOMES,
            unfolded=_OPEN,
            detailed=_DETAILED,
            printed=_PRINTED,
            named=[_NAMED, len(page.files)],
        )
        .encode("utf-8")
    )


RENDERER = Renderer("html", ".html", render)
