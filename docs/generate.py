"""Writes what the documents take from the code: docs/formats.md and the table in README.md."""

import re
from pathlib import Path

from mediascan.formats.registry import all_formats

ROOT = Path(__file__).resolve().parents[1]
_BETWEEN = re.compile(r"(<!-- formats: [^\n]*-->\n).*?(<!-- end of formats -->)", re.DOTALL)


def table() -> str:
    """A Markdown table of every format."""
    rows = [
        f"| `{one.id}` | {one.kind} | {one.title} | {' '.join(f'`{s}`' for s in one.suffixes)} |"
        for one in all_formats()
    ]
    return "\n".join(["| id | kind | what it is | usual names |", "|---|---|---|---|", *rows, ""])


def page() -> str:
    """docs/formats.md: the table, and where each layout is written down."""
    links = "\n".join(f"- `{one.id}`: <{one.reference}>" for one in all_formats())
    return (
        "# Formats\n\nWritten by `docs/generate.py` from the cards in `mediascan/formats/`; do not "
        "edit.\nNames only hint: a format is recognised by its bytes.\n\n"
        f"{table()}\n## Where the layouts are written down\n\n{links}\n"
    )


def main() -> None:
    (ROOT / "docs" / "formats.md").write_text(page(), "utf-8")
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    readme.write_text(_BETWEEN.sub(lambda m: f"{m[1]}{table()}{m[2]}", text), "utf-8")


if __name__ == "__main__":
    main()
