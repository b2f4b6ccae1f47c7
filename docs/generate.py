"""Writes what the documents take from the code: docs/formats.md and the table in README.md."""

import re
import tomllib
from pathlib import Path

from mediascan.formats.registry import all_formats
from mediascan.model.finding import Kind

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
        f"{table()}\n{beside_netron()}\n## Where the layouts are written down\n\n{links}\n"
    )


def beside_netron() -> str:
    """Netron's modules and ours, and what Netron has no module for."""
    netron = tomllib.loads((ROOT / "docs" / "netron.toml").read_text("utf-8"))
    ours = {name: " ".join(f"`{one}`" for one in ids) for name, ids in netron["modules"].items()}
    rows = [f"| {name} | {text} |" for name, text in sorted({**ours, **netron["none"]}.items())]
    known = {one for ids in netron["modules"].values() for one in ids}
    more = [
        f"{one.title} (`{one.id}`)"
        for one in all_formats()
        if one.kind in (Kind.CHECKPOINT, Kind.CONFIG) and one.id not in known
    ]
    address, version, date = netron["address"], netron["version"], netron["date"]
    head = (
        f"## Beside Netron\n\nEach module of [Netron]({address}) {version} ({date}), and our "
        "formats for the files that it opens.\nNetron goes by the name of a file first; here its "
        "bytes decide.\n"
    )
    behind = (
        f"\nNetron has no module for {len(more)} of our formats of models and of what describes "
        f"them: {', '.join(more[:-1])} and {more[-1]}.\n"
    )
    return "\n".join([head, "| Netron's module | ours |", "|---|---|", *rows, behind])


def main() -> None:
    (ROOT / "docs" / "formats.md").write_text(page(), "utf-8")
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    readme.write_text(_BETWEEN.sub(lambda m: f"{m[1]}{table()}{m[2]}", text), "utf-8")


if __name__ == "__main__":
    main()
